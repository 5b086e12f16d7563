namespace StatusLevels.Testing;

/// <summary>What a process can be told.</summary>
public enum Signal
{
    /// <summary>Ctrl-C.</summary>
    Interrupt,

    /// <summary>A database server ends at once, without a shutdown.</summary>
    Quit,

    /// <summary>From one moment to the next.</summary>
    Kill,

    /// <summary>As an operator or an engine stops it.</summary>
    Terminate,

    /// <summary>It stands still.</summary>
    Stop,

    /// <summary>It goes on.</summary>
    Continue,
}
