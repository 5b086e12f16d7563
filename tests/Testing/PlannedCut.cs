using System.Text;

namespace StatusLevels.Testing;

/// <summary>When a connection is cut.</summary>
public enum CutMoment
{
    /// <summary>The server does not hear of the message.</summary>
    BeforeRequest,

    /// <summary>The server has done what was asked, committed it and said so; the client does not hear of it.</summary>
    AfterCommit,

    /// <summary>Nothing is cut: the message has only been seen.</summary>
    Never,
}

/// <summary>A cut that waits for its message.</summary>
internal sealed class PlannedCut(string text, CutMoment moment)
{
    private readonly byte[] text = Encoding.UTF8.GetBytes(text);
    private readonly TaskCompletionSource happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CutMoment Moment => moment;

    public Task Happened => happened.Task;

    public bool IsMetBy(ReadOnlySpan<byte> message) => message.IndexOf(text) >= 0;

    public void Report() => happened.TrySetResult();
}
