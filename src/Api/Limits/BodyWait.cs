using System.IO.Pipelines;

namespace StatusLevels.Api.Limits;

/// <summary>
/// Waits for the pieces of one body: for a moment without a place, and then at one that others may need more.
/// </summary>
internal sealed class BodyWait : IDisposable
{
    private readonly BodyGate gate;
    private readonly HttpContext context;
    private readonly CancellationTokenSource end = new();
    private readonly Task moment;
    private BodyGate.Place? place;

    public BodyWait(BodyGate gate, HttpContext context)
    {
        (this.gate, this.context) = (gate, context);
        moment = gate.MomentAsync(end.Token);
    }

    /// <summary>The next piece.</summary>
    /// <exception cref="ProblemException">There is no place to wait for it, or it is somebody else's now.</exception>
    public async Task<ReadResult> ReadAsync(PipeReader body)
    {
        var read = body.ReadAsync(context.RequestAborted).AsTask();
        try
        {
            if (place is null && await Task.WhenAny(read, moment) != read)
            {
                place = gate.Enter(context.Connection.RemoteIpAddress);
            }

            if (place is not null && await Task.WhenAny(read, place.GivenWay) != read)
            {
                throw new ProblemException(Problem.Overloaded);
            }
        }
        catch (ProblemException)
        {
            // The server reads on behind the answer, and may not while somebody else does.
            body.CancelPendingRead();
            body.AdvanceTo((await read).Buffer.Start);
            throw;
        }

        return await read;
    }

    public void Dispose()
    {
        place?.Dispose();
        // Nobody waits for the moment any more.
        end.Cancel();
        end.Dispose();
    }
}
