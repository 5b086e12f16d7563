namespace StatusLevels.Api.Problems;

/// <summary>Why a change of administration is refused.</summary>
internal enum AdminRefusal
{
    /// <summary>What is to be changed does not exist.</summary>
    NotFound,

    /// <summary>Another account has this e-mail address.</summary>
    EmailTaken,

    /// <summary>Another organization has this slug.</summary>
    SlugTaken,

    /// <summary>Nobody would be left who can administer the platform.</summary>
    LastPlatformAdmin,
}
