namespace StatusLevels.Api.ApiKeys;

/// <summary>A new service key.</summary>
/// <param name="Name">What the key is for, 1 to 200 characters.</param>
/// <param name="Scopes">What it allows, at least one: `subscriptions:write`, `reputation:write`, `status:write`, `organizations:write`.</param>
/// <param name="ExpiresAt">From when on it no longer works; without it, it works until it is revoked.</param>
internal sealed record ApiKeyRequest(string Name, IReadOnlyList<string?> Scopes, DateTimeOffset? ExpiresAt = null);

/// <summary>A service key that was just made.</summary>
/// <param name="Id">By which it is revoked.</param>
/// <param name="Key">The key itself, for `Authorization: Bearer`. It is shown this once and kept nowhere.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Prefix">The first characters of the key, by which it is recognized.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it no longer works, if ever.</param>
internal sealed record NewApiKeyReply(
    Guid Id, string Key, string Name, string Prefix, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>A service key, without the key.</summary>
/// <param name="Id">By which it is revoked.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Prefix">The first characters of the key, by which it is recognized.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">The user who made it.</param>
/// <param name="ExpiresAt">From when on it no longer works, if ever.</param>
/// <param name="LastUsedAt">When it was last used, to about a minute; null when never.</param>
/// <param name="RevokedAt">Since when it no longer works; null when it was not revoked.</param>
internal sealed record ApiKeyReply(
    Guid Id,
    string Name,
    string Prefix,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt);

/// <summary>A page of the service keys, newest first.</summary>
/// <param name="NextCursor">The `cursor` of the next page; null on the last one.</param>
internal sealed record ApiKeyPage(IReadOnlyList<ApiKeyReply> Items, string? NextCursor);

/// <summary>A service key in the audit.</summary>
internal sealed record AuditedApiKey(string Name, string Prefix, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
{
    public static AuditedApiKey Of(ApiKeyReply key) => new(key.Name, key.Prefix, key.Scopes, key.ExpiresAt, key.RevokedAt);
}
