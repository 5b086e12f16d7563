namespace StatusLevels.Transparency.Credentials;

/// <summary>Where the keys of the issuer were taken from.</summary>
public enum KeySource
{
    /// <summary>From the file that was to be verified: whoever made it up may have put it there.</summary>
    File,

    /// <summary>From the issuer.</summary>
    Fetched,

    /// <summary>Whoever asked knew the key.</summary>
    Pinned,
}
