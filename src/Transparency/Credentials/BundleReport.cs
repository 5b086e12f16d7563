namespace StatusLevels.Transparency.Credentials;

/// <summary>What verifying found.</summary>
/// <param name="Verdict">All in all.</param>
/// <param name="Findings">Each check, in their order; empty when nothing could be read.</param>
/// <param name="Facts">Null when it is not genuine: then nothing in it counts.</param>
public sealed record BundleReport(BundleVerdict Verdict, IReadOnlyList<BundleFinding> Findings, BundleFacts? Facts);
