namespace StatusLevels.Api.Domains;

/// <summary>What somebody found who looked for the proof of a site.</summary>
/// <param name="Method">How it is proven; null: it is not.</param>
/// <param name="Fault">Why it is not, in a word.</param>
/// <param name="IsClear">The site itself said so. Otherwise nobody could tell, and what was proven stays.</param>
internal sealed record DomainFinding(string? Method, string? Fault, bool IsClear)
{
    public const string File = "file";
    public const string Dns = "dns";

    public static DomainFinding Proven(string method) => new(method, null, IsClear: true);

    public static DomainFinding Missing(string fault) => new(null, fault, IsClear: true);

    public static DomainFinding Unclear(string fault) => new(null, fault, IsClear: false);
}
