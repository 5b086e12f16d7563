namespace StatusLevels.Api.ApiKeys;

/// <summary>A new service key.</summary>
/// <param name="Name">What the key is for, 1 to 200 characters.</param>
/// <param name="Scopes">
/// What it allows, at least one: `subscriptions:write`, `reputation:write`, `status:write`, `organizations:write`, `events:read`.
/// </param>
/// <param name="ExpiresAt">From when on it no longer works; without it, it works until it is revoked.</param>
internal sealed record ApiKeyRequest(string Name, IReadOnlyList<string?> Scopes, DateTimeOffset? ExpiresAt = null);

/// <summary>A service key that was just made.</summary>
internal sealed record NewApiKeyReply
{
    /// <summary>By which it is revoked.</summary>
    public required Guid Id { get; init; }

    /// <summary>The key itself, for `Authorization: Bearer`. It is shown this once and kept nowhere.</summary>
    public required string Key { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>The first characters of the key, by which it is recognized.</summary>
    public required string Prefix { get; init; }

    /// <summary>What it allows.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it no longer works, if ever.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A service key, without the key.</summary>
internal sealed record ApiKeyReply
{
    /// <summary>By which it is revoked.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>The first characters of the key, by which it is recognized.</summary>
    public required string Prefix { get; init; }

    /// <summary>What it allows.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The user who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>From when on it no longer works, if ever.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used, to about a minute; null when never.</summary>
    public required DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Since when it no longer works; null when it was not revoked.</summary>
    public required DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>A page of the service keys, newest first.</summary>
/// <param name="NextCursor">The `cursor` of the next page; null on the last one.</param>
internal sealed record ApiKeyPage(IReadOnlyList<ApiKeyReply> Items, string? NextCursor);

/// <summary>A service key in the audit.</summary>
internal sealed record AuditedApiKey(
    string Name, string Prefix, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
{
    public static AuditedApiKey Of(ApiKeyReply key) => new(key.Name, key.Prefix, key.Scopes, key.ExpiresAt, key.RevokedAt);
}
