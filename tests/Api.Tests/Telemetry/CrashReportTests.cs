using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Tests.Delivery;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>Crashes reach a receiver as Sentry has it, and nobody's data with them.</summary>
public sealed class CrashReportTests
{
    private const string Personal = "planted-person@example.org";

    [Fact]
    public async Task A_crash_is_told_with_its_trace_and_with_nothing_of_the_request()
    {
        await using var sentry = await TestReceiver.StartAsync();
        await using var api = await TestApi.StartAsync(
            new() { ["SENTRY_DSN"] = $"http://plantedkey@127.0.0.1:{sentry.Url.Port}/7" }, map: MapCrash);
        using var client = api.Client();
        client.DefaultRequestHeaders.Add("User-Agent", "planted-agent");
        client.DefaultRequestHeaders.Add("Cookie", "planted=cookie");

        using var crashed = await client.PostAsync(
            $"/crash/planted-path?planted={Uri.EscapeDataString(Personal)}", Json.Content($$"""{"body":"{{Personal}}"}"""));
        var problem = await crashed.ShouldBeProblemAsync(500, "internal_error");

        // What other tests of this process leave unobserved is told, too.
        var trace = problem.Text("trace_id");
        await Eventually.HoldsAsync(
            () => sentry.Calls.Any(call => Text(call).Contains(trace, StringComparison.Ordinal)), TimeSpan.FromSeconds(60));
        Assert.All(sentry.Calls, call => Assert.Equal("/api/7/envelope/", call.Path));
        // The first line is the envelope's own, with the key that the receiver has given.
        var lines = sentry.Calls.SelectMany(call => Text(call).Split('\n').Skip(1)).ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', lines));
        // Nothing but events: no sessions, no reports of the client, no metrics, no logs.
        Assert.All(
            lines.Select(Parse).OfType<JsonElement>().Where(line => line.TryGetProperty("length", out _)),
            item => Assert.Equal("event", item.Text("type")));
        var told = Assert.Single(
            lines.Select(Parse).OfType<JsonElement>(),
            line => line.TryGetProperty("exception", out _) && line.GetRawText().Contains(trace, StringComparison.Ordinal));
        var exception = Assert.Single(told.GetProperty("exception").GetProperty("values").EnumerateArray());
        Assert.Equal("System.InvalidOperationException", exception.Text("type"));
        Assert.False(exception.TryGetProperty("value", out _));
        Assert.Contains(
            exception.GetProperty("stacktrace").GetProperty("frames").EnumerateArray(),
            frame =>
                frame.TryGetProperty("function", out var function) && function.GetString()!.Contains("Crash", StringComparison.Ordinal));
        Assert.Equal(trace, told.GetProperty("tags").Text("trace_id"));
        Assert.NotEmpty(told.Text("release"));
        Assert.Equal("Development", told.Text("environment"));
        foreach (var member in (string[])["request", "user", "breadcrumbs", "server_name", "message", "logentry"])
        {
            Assert.False(told.TryGetProperty(member, out _), member);
        }

        Assert.DoesNotContain("planted", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_setting_nothing_of_it_is_there()
    {
        await using var api = await TestApi.StartAsync(map: MapCrash);

        Assert.Null(api.Services.GetService<IHub>());
        Assert.False(SentrySdk.IsEnabled);
    }

    private static void MapCrash(WebApplication product) =>
        product.MapPost("/crash/{what}", Crash).AllowAnonymous().ExcludeFromDescription();

    private static IResult Crash(string what) => throw new InvalidOperationException($"{Personal} did {what}");

    private static string Text(ReceivedCall call)
    {
        using var body = new MemoryStream(call.Body);
        using var plain = call.Headers.GetValueOrDefault("Content-Encoding") == "gzip"
            ? new GZipStream(body, CompressionMode.Decompress)
            : (Stream)body;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static JsonElement? Parse(string line) => line.StartsWith('{') ? JsonDocument.Parse(line).RootElement : null;
}
