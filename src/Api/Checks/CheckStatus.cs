namespace StatusLevels.Api.Checks;

/// <summary>How something stands. The later, the worse; a failure beats what could not be checked.</summary>
internal enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, and will not always.</summary>
    Warn,

    /// <summary>Nobody could tell.</summary>
    Unknown,

    /// <summary>It does not work.</summary>
    Fail,
}
