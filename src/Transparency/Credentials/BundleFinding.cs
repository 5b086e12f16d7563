namespace StatusLevels.Transparency.Credentials;

/// <summary>One thing that was checked.</summary>
/// <param name="Check">What.</param>
/// <param name="Passed">Null: it could not be checked, or there was no reason to.</param>
public readonly record struct BundleFinding(BundleCheck Check, bool? Passed);
