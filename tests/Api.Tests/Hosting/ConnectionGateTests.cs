using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Hosting;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Tests.Hosting;

/// <summary>One address has many connections, and never all of them; a trusted proxy has as many as it likes.</summary>
public sealed class ConnectionGateTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly TestLog log = new();
    private readonly ConnectionGate gate;

    public ConnectionGateTests() => gate = new(
        new SettingsReader(
            new ConfigurationBuilder().AddInMemoryCollection(
                [new("SESSION_SECRET_KEY", "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo"), new("TRUSTED_PROXIES", "10.0.0.0/8")]).Build(),
            isDevelopment: false).Read(),
        time, new LoggerFactory([log]).CreateLogger<ConnectionGate>());

    public void Dispose() => gate.Dispose();

    /// <summary>Whether somebody serves it now; it is served until the other one ends.</summary>
    private (bool IsServed, Task Passed) Connect(string address, Task end)
    {
        var isServed = false;
        var passed = gate.PassAsync(
            new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 40000) },
            _ =>
            {
                isServed = true;
                return end;
            });
        return (isServed, passed);
    }

    [Theory]
    [InlineData("198.51.100.1", "198.51.100.1", "198.51.100.2")]
    [InlineData("198.51.100.1", "::ffff:198.51.100.1", "::ffff:198.51.100.2")]
    [InlineData("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")]
    public async Task An_address_has_so_many_connections_and_others_have_theirs(string address, string same, string other)
    {
        var end = new TaskCompletionSource();
        var open = Enumerable.Range(0, ConnectionGate.OfOneAddress).Select(_ => Connect(address, end.Task)).ToArray();
        Assert.All(open, connection => Assert.True(connection.IsServed));

        Assert.Equal((false, true), Connect(same, end.Task) is var (served, passed) ? (served, passed.IsCompletedSuccessfully) : default);
        Assert.True(Connect(other, end.Task).IsServed);

        end.SetResult();
        await Task.WhenAll(open.Select(connection => connection.Passed));
        Assert.True(Connect(same, Task.CompletedTask).IsServed);
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("::ffff:10.1.2.3")]
    public void A_trusted_proxy_is_not_counted(string address)
    {
        for (var connection = 0; connection <= ConnectionGate.OfOneAddress; connection++)
        {
            Assert.True(Connect(address, new TaskCompletionSource().Task).IsServed);
        }
    }

    [Fact]
    public void The_log_says_once_a_minute_whose_were_closed()
    {
        for (var connection = 0; connection < ConnectionGate.OfOneAddress + 500; connection++)
        {
            Connect("198.51.100.1", new TaskCompletionSource().Task);
        }

        Assert.Contains("1, the last from 198.51.100.1", Assert.Single(log.Lines).Text, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, log.Lines.Count);
        Assert.Contains(log.Lines, line => line.Text.Contains("499, the last from", StringComparison.Ordinal));
    }
}
