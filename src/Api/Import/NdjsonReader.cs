using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace StatusLevels.Api.Import;

/// <summary>A line as it came, without its line feed.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Bytes">What it holds; null when it is longer than a line may be.</param>
internal readonly record struct NdjsonLine(int Number, byte[]? Bytes)
{
    /// <summary>Nothing but white space, as JSON has it.</summary>
    public bool IsBlank => Bytes is { } bytes && bytes.AsSpan().IndexOfAnyExcept(" \t\r"u8) < 0;
}

/// <summary>
/// Takes lines out of a stream as they arrive. Of a line that is too long it keeps nothing, and goes on with the next one.
/// </summary>
internal sealed class NdjsonReader(PipeReader source, int longest)
{
    /// <param name="patience">How long to wait for more; null is for ever. More than that ends in a <see cref="TimeoutException"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<NdjsonLine> ReadAsync(TimeSpan? patience, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0;
        var tooLong = false;
        while (true)
        {
            var arrived = await ArrivedAsync(patience, cancellationToken);
            var rest = arrived.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                yield return Line(++number, rest.Slice(0, end), tooLong);
                tooLong = false;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (arrived.IsCompleted)
            {
                if (tooLong || !rest.IsEmpty)
                {
                    yield return Line(++number, rest, tooLong);
                }

                source.AdvanceTo(rest.End);
                yield break;
            }

            if (rest.Length > longest)
            {
                tooLong = true;
            }

            source.AdvanceTo(tooLong ? rest.End : rest.Start, rest.End);
        }
    }

    private NdjsonLine Line(int number, ReadOnlySequence<byte> line, bool tooLong)
    {
        if (tooLong || line.Length > longest)
        {
            return new(number, null);
        }

        // A file that was put together from several has a mark in its midst.
        return new(number, ByteOrderMark.Skip(line.ToArray()).ToArray());
    }

    private async ValueTask<ReadResult> ArrivedAsync(TimeSpan? patience, CancellationToken cancellationToken)
    {
        if (source.TryRead(out var arrived))
        {
            return arrived;
        }

        if (patience is not { } bound)
        {
            return await source.ReadAsync(cancellationToken);
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(bound);
        try
        {
            return await source.ReadAsync(waiting.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("Nothing arrived for too long.", exception);
        }
    }
}
