namespace StatusLevels.Transparency.Credentials;

/// <summary>What is checked, in this order.</summary>
public enum BundleCheck
{
    /// <summary>The key that signed is one that the issuer lists, and was not withdrawn.</summary>
    Key,

    /// <summary>Nothing is dated later than the key that signed it was retired.</summary>
    KeyTime,

    /// <summary>The file is as it was signed.</summary>
    Signature,

    /// <summary>All parts are of one issuer.</summary>
    Issuer,

    /// <summary>The credential is as the issuer signed it.</summary>
    Credential,

    /// <summary>
    /// The status lists are as the issuer signed them, are those of the credential, and were true when the file was made.
    /// </summary>
    Lists,

    /// <summary>The entry is the one that the credential names.</summary>
    Entry,

    /// <summary>The entry is in the public log.</summary>
    Log,

    /// <summary>The text of the entry is the one whose hash is in the log. Null: the file does not hold it.</summary>
    Text,

    /// <summary>The level did not end.</summary>
    NotRevoked,

    /// <summary>The level is not suspended.</summary>
    NotSuspended,

    /// <summary>The level has begun and is not over.</summary>
    Dates,

    /// <summary>The keys are the issuer's. Null: they are those in the file, and nobody else was asked.</summary>
    Owner,

    /// <summary>The status is as of now.</summary>
    Fresh,
}
