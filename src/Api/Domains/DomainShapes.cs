namespace StatusLevels.Api.Domains;

/// <summary>A site that an organization says is its own.</summary>
/// <param name="Domain">Its name, such as `shop.example.org`; names in other letters as `xn--…`.</param>
internal sealed record DomainRequest(string Domain);

/// <summary>A site of an organization, and whether that is proven.</summary>
internal sealed record DomainReply
{
    public const string Verified = "verified";
    public const string Pending = "pending";
    public const string Lost = "lost";

    /// <summary>Its name.</summary>
    public required string Domain { get; init; }

    /// <summary>`pending` until it is proven, `verified`, `lost` once the proof was gone for 7 days.</summary>
    public required string State { get; init; }

    /// <summary>How it is proven: `file` or `dns`; null without a proof.</summary>
    public required string? Method { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>When somebody last looked.</summary>
    public required DateTimeOffset? CheckedAt { get; init; }

    /// <summary>Since when the proof is gone: after 7 days the site is lost.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why it is not proven, in a word.</summary>
    public required string? Error { get; init; }

    /// <summary>When it was named.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>What proves it, one of these.</summary>
    public required DomainProofs Proofs { get; init; }
}

/// <summary>What proves that a site is an organization's.</summary>
/// <param name="FileUrl">A text file that has the value on a line of its own.</param>
/// <param name="TxtName">The name of a DNS record of type TXT that is the value.</param>
/// <param name="Value">The organization's id.</param>
internal sealed record DomainProofs(string FileUrl, string TxtName, string Value)
{
    public static DomainProofs Of(string domain, Guid organization) =>
        new($"https://{domain}{DomainFile.Path}", DomainRecord.NameOf(domain), organization.ToString("D"));
}

/// <summary>The sites of an organization.</summary>
internal sealed record DomainsReply(IReadOnlyList<DomainReply> Items);

/// <summary>A site in the audit.</summary>
internal sealed record AuditedDomain(string Domain);
