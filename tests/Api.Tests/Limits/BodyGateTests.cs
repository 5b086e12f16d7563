using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Problems;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>Who has a place to wait for a body, and who gives it to whom.</summary>
public sealed class BodyGateTests
{
    private static readonly IPAddress Newcomer = IPAddress.Parse("198.51.100.1");

    private readonly FakeTimeProvider time = new();
    private readonly BodyGate gate;

    public BodyGateTests() => gate = new(time);

    private BodyGate.Place[] Fill(Func<int, string> address) =>
        [.. Enumerable.Range(0, BodyGate.AtOnce).Select(number => gate.Enter(IPAddress.Parse(address(number))))];

    [Fact]
    public void Bodies_of_all_addresses_are_bounded_and_leave_no_trace()
    {
        var places = Fill(number => $"10.{number / 256}.{number % 256}.1");

        // Nobody has more than one, so nobody has too many.
        Assert.Same(Problem.Overloaded, Assert.Throws<ProblemException>(() => gate.Enter(Newcomer)).Problem);
        Assert.Equal(BodyGate.AtOnce, gate.Waiting);

        Array.ForEach(places, place => place.Dispose());
        Assert.Equal(0, gate.Waiting);
        gate.Enter(Newcomer).Dispose();
        Assert.Equal(0, gate.Waiting);
    }

    [Theory]
    [InlineData("10.0.0.{0}", "10.0.0.200")]
    [InlineData("2001:db8:0:{0}::1", "2001:db8:0:ffff::1")]
    public void Whoever_waits_longest_of_the_network_with_the_most_gives_way_to_one_of_another_network(string crowd, string another)
    {
        var others = gate.Enter(IPAddress.Parse("203.0.113.1"));
        var places = Enumerable.Range(1, BodyGate.AtOnce - 1)
            .Select(number => gate.Enter(IPAddress.Parse(crowd.Replace("{0}", $"{number % 100}", StringComparison.Ordinal)))).ToArray();

        var place = gate.Enter(Newcomer);

        Assert.True(places[0].GivenWay.IsCompleted);
        Assert.All(places[1..], waiting => Assert.False(waiting.GivenWay.IsCompleted));
        Assert.False(others.GivenWay.IsCompleted);
        Assert.Equal(BodyGate.AtOnce, gate.Waiting);
        // One more of the crowd pushes nobody out.
        Assert.Same(Problem.Overloaded, Assert.Throws<ProblemException>(() => gate.Enter(IPAddress.Parse(another))).Problem);

        // What was given away is not given back a second time.
        places[0].Dispose();
        Assert.Equal(BodyGate.AtOnce, gate.Waiting);
        place.Dispose();
        Assert.Equal(BodyGate.AtOnce - 1, gate.Waiting);
    }

    [Fact]
    public async Task A_body_takes_a_place_when_it_has_not_come_in_a_moment_and_gives_it_back()
    {
        var body = new Pipe();
        var wait = new BodyWait(gate, Context());
        var piece = wait.ReadAsync(body.Reader);
        Assert.Equal(0, gate.Waiting);

        time.Advance(BodyGate.Moment);
        await Eventually.HoldsAsync(() => gate.Waiting == 1);

        await body.Writer.WriteAsync("{}"u8.ToArray());
        Assert.Equal(2, (await piece).Buffer.Length);
        wait.Dispose();
        Assert.Equal(0, gate.Waiting);
    }

    [Fact]
    public async Task A_body_that_comes_in_a_moment_takes_none()
    {
        var (full, body) = (Fill(number => $"10.{number / 256}.{number % 256}.1"), new Pipe());
        using var wait = new BodyWait(gate, Context());
        var piece = wait.ReadAsync(body.Reader);

        await body.Writer.WriteAsync("{}"u8.ToArray());

        Assert.Equal(2, (await piece).Buffer.Length);
        Assert.Equal(full.Length, gate.Waiting);
    }

    [Fact]
    public async Task Whoever_has_given_way_is_told_at_once_that_there_is_too_much_to_do()
    {
        var body = new Pipe();
        using var wait = new BodyWait(gate, Context());
        var piece = wait.ReadAsync(body.Reader);
        time.Advance(BodyGate.Moment);
        await Eventually.HoldsAsync(() => gate.Waiting == 1);
        for (var number = 1; number < BodyGate.AtOnce; number++)
        {
            gate.Enter(IPAddress.Parse($"10.0.0.{number % 100}"));
        }

        gate.Enter(Newcomer);

        Assert.Same(Problem.Overloaded, (await Assert.ThrowsAsync<ProblemException>(() => piece)).Problem);
        // Whoever reads it next may.
        Assert.False(body.Reader.TryRead(out _));
    }

    private static DefaultHttpContext Context() => new() { Connection = { RemoteIpAddress = IPAddress.Parse("10.0.0.1") } };
}
