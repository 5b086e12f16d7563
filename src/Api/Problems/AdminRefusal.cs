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

    /// <summary>It can be seen, and others change it.</summary>
    NotYours,

    /// <summary>Somebody changed it since the caller read it.</summary>
    VersionMismatch,

    /// <summary>There are as many of the kind as there may be.</summary>
    TooMany,

    /// <summary>Nothing is sent to the endpoint until it is enabled.</summary>
    EndpointDisabled,

    /// <summary>More than may be sent again at once.</summary>
    ReplayTooLarge,

    /// <summary>The time for which it is kept is over.</summary>
    NoLongerKept,

    /// <summary>The organization had as many addresses asked as it may in a day.</summary>
    TooManyAsked,

    /// <summary>The account was sent as many links as it may in an hour.</summary>
    TooManyLinks,

    /// <summary>The account is shut out.</summary>
    AccountDisabled,
}
