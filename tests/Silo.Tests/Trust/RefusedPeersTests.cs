using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Silo.Trust;

namespace StatusLevels.Silo.Tests.Trust;

/// <summary>However many are refused, the log has a line a minute.</summary>
public sealed class RefusedPeersTests
{
    private static readonly IPEndPoint Somebody = new(IPAddress.Parse("192.0.2.1"), 40000);

    private readonly FakeTimeProvider time = new();
    private readonly List<string> lines = [];

    [Fact]
    public void The_first_is_told_at_once_and_the_others_by_their_number_a_minute_later()
    {
        using var peers = new RefusedPeers(time, new Lines(lines));

        peers.Add(Somebody);
        Assert.Contains("refused: 1.", Assert.Single(lines), StringComparison.Ordinal);
        Assert.EndsWith("the last came from 192.0.2.1:40000", lines[0], StringComparison.Ordinal);

        for (var number = 0; number < 3000; number++)
        {
            peers.Add(Somebody);
        }

        Assert.Single(lines);
        time.Advance(RefusedPeers.Period);
        Assert.Equal(2, lines.Count);
        Assert.Contains("refused: 3000.", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_minute_without_any_the_next_is_told_at_once_again()
    {
        using var peers = new RefusedPeers(time, new Lines(lines));

        peers.Add(Somebody);
        time.Advance(RefusedPeers.Period);
        Assert.Single(lines);

        peers.Add(Somebody);
        Assert.Equal(2, lines.Count);
    }

    private sealed class Lines(List<string> lines) : ILogger<RefusedPeers>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(formatter(state, exception));
    }
}
