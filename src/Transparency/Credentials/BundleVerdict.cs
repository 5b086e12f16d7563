namespace StatusLevels.Transparency.Credentials;

/// <summary>What verifying a bundle found, the gravest first. Only <see cref="Valid"/> says that the level counts.</summary>
public enum BundleVerdict
{
    /// <summary>It is no bundle, or was damaged.</summary>
    Unreadable,

    /// <summary>It is of a version that is unknown here.</summary>
    Unsupported,

    /// <summary>Something in it is not what its issuer signed, or does not belong to the rest.</summary>
    NotGenuine,

    /// <summary>It was signed after its key was retired: whoever found the old key made it up.</summary>
    KeyRetired,

    /// <summary>The level ended for good.</summary>
    Revoked,

    /// <summary>The level does not count for the time being.</summary>
    Suspended,

    /// <summary>It is from the future: its clock or this one is wrong.</summary>
    NotYet,

    /// <summary>The level came to its end.</summary>
    Expired,

    /// <summary>All is right by the key in the file, and nothing says that this is the issuer's.</summary>
    Unconfirmed,

    /// <summary>The level counted when the bundle was made; whether it does now is unknown.</summary>
    AsOf,

    /// <summary>The level counts.</summary>
    Valid,
}
