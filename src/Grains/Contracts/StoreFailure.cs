namespace StatusLevels.Grains.Contracts;

/// <summary>Why a change was not acknowledged.</summary>
public enum StoreFailure
{
    /// <summary>The caller saw another version. Nothing was written.</summary>
    VersionMismatch,

    /// <summary>Another activation wrote first. Nothing was written; the next call sees what it wrote.</summary>
    Conflict,

    /// <summary>The database did not take it. Nothing was written.</summary>
    Unavailable,

    /// <summary>The connection was lost while committing: it may or may not be written. The next call sees which.</summary>
    OutcomeUnknown,

    /// <summary>An answer is kept under the key of the call, or for its event, already. Nothing was written.</summary>
    KeyTaken,

    /// <summary>A call with the same key or event is still under way after the time to wait for it. Nothing was written.</summary>
    KeyInProgress,
}
