using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Limits;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>What is read as slowly as its reader likes has places of its own, and nobody has all of them.</summary>
public sealed class StreamPlaceTests(SharedApi shared)
{
    private const int ReadersOfOneAddress = 4;

    [Fact]
    public void One_caller_has_a_few_streams_and_all_callers_have_all_of_them()
    {
        var gate = shared.Api.Services.GetRequiredService<RequestGate>();
        var places = new List<IDisposable>();
        try
        {
            var number = 0;
            for (; number < RequestGate.StreamsOfOneCaller; number++)
            {
                places.Add(Enter("greedy")!);
            }

            Assert.Null(Enter("greedy"));
            // A service may have the name of a user.
            places.Add(gate.EnterStreams(new(ActorKind.Service, "greedy"))!);
            for (number++; number < RequestGate.StreamsAtOnce; number++)
            {
                places.Add(Enter($"{number}")!);
            }

            Assert.DoesNotContain(null, places);
            Assert.Null(Enter("somebody else"));
        }
        finally
        {
            places.ForEach(place => place?.Dispose());
        }

        Enter("greedy")!.Dispose();

        IDisposable? Enter(string user) => gate.EnterStreams(new(ActorKind.User, user));
    }

    [Fact]
    public async Task Whoever_reads_the_API_document_slowly_leaves_it_to_other_addresses()
    {
        await using var api = await TestApi.StartAsync(new() { ["TRUSTED_PROXIES"] = "127.0.0.0/8" });
        await (await DocumentAsync("198.51.100.1")).ShouldBeOkAsync();
        var slow = new List<Socket>();
        try
        {
            for (var reader = 0; reader < ReadersOfOneAddress; reader++)
            {
                slow.Add(await BeginAsync());
            }

            await Eventually.HoldsAsync(async () =>
            {
                using var fifth = await DocumentAsync("198.51.100.1");
                return fifth.StatusCode == HttpStatusCode.ServiceUnavailable;
            });
            await (await DocumentAsync("198.51.100.2")).ShouldBeOkAsync();
        }
        finally
        {
            slow.ForEach(socket => socket.Dispose());
        }

        async Task<HttpResponseMessage> DocumentAsync(string from) =>
            await api.Client().GetAsync("/openapi/v1.json", ("X-Forwarded-For", from));

        async Task<Socket> BeginAsync()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            await socket.ConnectAsync(IPAddress.Loopback, api.Address.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                "GET /openapi/v1.json HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.1\r\n\r\n"));
            return socket;
        }
    }
}
