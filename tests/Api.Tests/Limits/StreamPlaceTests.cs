using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Limits;
using StatusLevels.Api.OpenApi;
using StatusLevels.Grains.Domain;

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
        var slow = Enumerable.Range(0, ReadersOfOneAddress).Select(_ => new Pipe()).ToArray();
        var held = slow.Select(pipe => DocumentAsync("198.51.100.1", pipe.Writer.AsStream())).ToArray();
        // The beginning is there, so its reader has a place.
        foreach (var pipe in slow)
        {
            await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(503, await DocumentAsync("198.51.100.1", Stream.Null));
        Assert.Equal(200, await DocumentAsync("198.51.100.2", Stream.Null));

        Array.ForEach(slow, pipe => pipe.Reader.Complete());
        Assert.All(await Task.WhenAll(held), status => Assert.Equal(200, status));
        Assert.Equal(200, await DocumentAsync("198.51.100.1", Stream.Null));
    }

    private async Task<int> DocumentAsync(string from, Stream body)
    {
        var services = shared.Api.Services;
        var context = new DefaultHttpContext
        {
            Connection = { RemoteIpAddress = IPAddress.Parse(from) },
            Response = { Body = body },
        };
        context.Features.Set(new PlaceInFlight(services.GetRequiredService<RequestGate>(), Stream.Null));
        await services.GetRequiredService<ServedDocument>().AnswerAsync(context);
        return context.Response.StatusCode;
    }
}
