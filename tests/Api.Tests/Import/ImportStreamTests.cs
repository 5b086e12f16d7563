using System.Diagnostics;
using System.Net;
using System.Text.Json;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Import;

/// <summary>Imports that are slow, endless, cut off, or without a database.</summary>
public sealed class ImportStreamTests(SharedApi shared)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static string Line() => ImportRig.Line(Guid.NewGuid()) + "\n";

    [Fact]
    public async Task An_outcome_comes_before_the_next_line_is_sent()
    {
        using var import = await OpenImport.BeginAsync(shared.Api);
        for (var line = 1; line <= 3; line++)
        {
            await import.SendAsync(Line());
            var outcome = (await import.ReadAsync())!.Value;
            Assert.Equal((line, "granted"), (outcome.GetProperty("line").GetInt32(), outcome.Text("outcome")));
        }

        await import.SendAsync("");

        var summary = (await import.ReadAsync())!.Value.GetProperty("summary");
        Assert.Equal((3, true), (summary.GetProperty("granted").GetInt32(), summary.GetProperty("complete").GetBoolean()));
        Assert.Null(await import.ReadAsync());
    }

    [Fact]
    public async Task A_caller_who_falls_silent_is_told_and_let_go()
    {
        await using var api = await TestApi.StartAsync(new() { ["Import:IdleSeconds"] = "1" });
        using var import = await OpenImport.BeginAsync(api);
        await import.SendAsync(Line());

        Assert.Equal("granted", (await import.ReadAsync())!.Value.Text("outcome"));
        var summary = (await import.ReadAsync())!.Value.GetProperty("summary");
        Assert.Equal(
            (1, false, "request_timeout"),
            (summary.GetProperty("lines").GetInt32(), summary.GetProperty("complete").GetBoolean(), summary.Text("code")));
    }

    [Fact]
    public async Task Lines_beyond_the_most_are_not_read()
    {
        await using var api = await TestApi.StartAsync(new() { ["Import:MaxLines"] = "10" });

        var imported = await (await api.SignedInAsync()).ImportAsync(ImportRig.Subscribers(12));

        Assert.Equal((10, false, "too_many_lines"), (imported.Count("granted"), imported.IsComplete, imported.Summary!.Value.Text("code")));
    }

    [Fact]
    public async Task A_third_import_at_the_same_time_is_asked_to_wait()
    {
        await using var api = await TestApi.StartAsync();
        using var one = await OpenImport.BeginAsync(api);
        using var two = await OpenImport.BeginAsync(api);
        foreach (var import in new[] { one, two })
        {
            await import.SendAsync(Line());
            await import.ReadAsync();
        }

        var client = await api.SignedInAsync();
        using var refused = await client.PostAsync("/api/admin/import", ImportRig.Content([]));
        await refused.ShouldBeProblemAsync(503, "overloaded");
        Assert.NotNull(refused.Headers.RetryAfter);

        one.Break();
        await Eventually.HoldsAsync(async () =>
        {
            using var answer = await client.PostAsync("/api/admin/import", ImportRig.Content([]));
            return answer.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task When_the_caller_goes_away_what_is_being_written_is_finished_and_no_more_begun()
    {
        await using var api = await TestApi.StartAsync();
        var lines = ImportRig.Subscribers(5_000);
        using (var import = await OpenImport.BeginAsync(api))
        {
            await import.SendAsync(string.Join('\n', lines));
            for (var read = 0; read < 200; read++)
            {
                await import.ReadAsync();
            }

            import.Break();
        }

        await Eventually.HoldsAsync(() => api.Log.Lines.Any(line => line.Text.Contains("client_gone", StringComparison.Ordinal)), Patience);
        var done = (int)await ImportRig.CountAsync(api.Database.DataSource, "select count(*) from organization_status");
        Assert.InRange(done, 200, 4_999);
        Assert.DoesNotContain(
            api.Log.Lines,
            line =>
                line.Text.Contains("was not written", StringComparison.Ordinal) || line.Text.Contains("crashed", StringComparison.Ordinal));

        var again = await (await api.SignedInAsync()).ImportAsync(lines);

        Assert.Equal((done, 5_000 - done), (again.Count("unchanged"), again.Count("granted")));
        await ImportRig.EachWasDoneOnceAsync(api.Database.DataSource, 5_000);
    }

    [Fact]
    public async Task Without_the_database_lines_fail_after_a_while_and_the_import_ends()
    {
        await using var api = await TestApi.StartAsync();
        using var import = await OpenImport.BeginAsync(api);
        await import.SendAsync(Line());
        Assert.Equal("granted", (await import.ReadAsync())!.Value.Text("outcome"));
        await api.Database.DisposeAsync();

        var clock = Stopwatch.StartNew();
        await import.SendAsync(string.Join('\n', ImportRig.Subscribers(2_000)));
        await import.SendAsync("");

        var outcomes = new List<JsonElement>();
        while (await import.ReadAsync() is { } line)
        {
            outcomes.Add(line);
        }

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Patience);
        Assert.Equal(2_001, outcomes.Count);
        Assert.All(
            outcomes[..^1], outcome => Assert.Equal(("failed", "database_unavailable"), (outcome.Text("outcome"), outcome.Text("code"))));
        Assert.True(outcomes[^1].GetProperty("summary").GetProperty("complete").GetBoolean());
    }
}
