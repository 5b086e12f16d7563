using StatusLevels.Silo;

namespace StatusLevels.Api.Import.CommandLine;

/// <summary>What a file holds.</summary>
/// <param name="Path">Where it is sent to.</param>
/// <param name="LineBytes">The longest line.</param>
/// <param name="TooLong">What becomes of a line that is longer.</param>
internal sealed record ImportKind(string Path, int LineBytes, Func<NdjsonLine, ImportOutcomeReply> TooLong)
{
    /// <summary>The words that name one.</summary>
    public static readonly string[] Kinds = ["subscribers", "organizations"];

    /// <exception cref="StartupException">There is no such kind, or it cannot be tried only.</exception>
    public static ImportKind Of(string word, bool isRehearsal) => (word, isRehearsal) switch
    {
        ("subscribers", false) => new(
            ImportEndpoint.Subscribers, ImportLimits.LineBytes, line => ImportedSubscription.Read(line).Known!),
        ("subscribers", true) => throw new StartupException("--dry-run is for --kind organizations."),
        ("organizations", _) => new(
            isRehearsal ? $"{ImportEndpoint.Organizations}?{ImportEndpoint.Rehearsed}" : ImportEndpoint.Organizations,
            ImportLimits.OrganizationBytes, line => ImportedOrganization.Read(line).Known!),
        _ => throw new StartupException($"--kind must be {string.Join(" or ", Kinds)}, but is \"{word}\"."),
    };
}
