using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StatusLevels.Api.Limits;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>A body is waited for in a place of its own, for a while, and no caller waits for the body of another.</summary>
public sealed class SlowBodyTests
{
    private const string Info = "/api/status-levels/info";

    /// <summary>Announces a body and sends the beginning of it.</summary>
    private static async Task<TcpClient> BeginAsync(TestApi api)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, api.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "POST /api/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{"));
        return client;
    }

    /// <summary>What is answered; the connection may be cut behind it, as nobody waits for the rest of the body.</summary>
    private static async Task<string> AnswerAsync(TcpClient client)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(25));
        var (answer, bytes) = ("", new byte[4096]);
        while (!answer.Contains("\"trace_id\"", StringComparison.Ordinal))
        {
            var read = await client.GetStream().ReadAsync(bytes, patience.Token);
            Assert.True(read > 0, $"The connection ended after: {answer}");
            answer += Encoding.UTF8.GetString(bytes, 0, read);
        }

        return answer;
    }

    [Fact]
    public async Task A_body_on_its_way_takes_no_place_and_one_that_does_not_come_is_408_within_seconds()
    {
        await using var api = await TestApi.StartAsync(new() { ["REQUESTS_AT_ONCE"] = "1", ["REQUESTS_WAITING"] = "0" });
        var gate = api.Services.GetRequiredService<BodyGate>();
        using var slow = await BeginAsync(api);
        await Eventually.HoldsAsync(() => gate.Waiting == 1);

        await (await api.Client().GetAsync(Info)).ShouldBeOkAsync();

        Assert.Contains("\"request_timeout\"", await AnswerAsync(slow), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => gate.Waiting == 0);
        Assert.DoesNotContain(
            api.Log.Lines, line => line.Level >= LogLevel.Information && line.Text.Contains("/api/session", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bodies_of_one_address_that_are_on_their_way_are_bounded_and_those_that_are_there_do_not_count()
    {
        await using var api = await TestApi.StartAsync();
        var gate = api.Services.GetRequiredService<BodyGate>();
        var slow = new List<TcpClient>();
        try
        {
            while (slow.Count < BodyGate.OfOneAddress)
            {
                slow.Add(await BeginAsync(api));
            }

            await Eventually.HoldsAsync(() => gate.Waiting == BodyGate.OfOneAddress);

            using var refused = await BeginAsync(api);
            Assert.Contains("\"rate_limited\"", await AnswerAsync(refused), StringComparison.Ordinal);
            using var signedIn = await api.SignedInAsync();
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }

        await Eventually.HoldsAsync(() => gate.Waiting == 0);
        Assert.DoesNotContain(
            api.Log.Lines,
            line => line.Text.Contains("   at ", StringComparison.Ordinal) || line.Text.Contains("was answered", StringComparison.Ordinal));
    }

}
