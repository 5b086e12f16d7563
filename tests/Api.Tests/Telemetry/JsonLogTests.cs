using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using StatusLevels.Silo.Logging;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>Lines for programs.</summary>
public sealed class JsonLogTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_line_is_an_object_and_the_trace_id_of_a_problem_finds_its_own()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        using var product = ProductProcess.Start(
            folder.Path, [], ("LOG_FORMAT", "json"), ("CLUSTER", "local"), ("PORT", "0"),
            ("DATABASE_URL", $"{database.RuntimeConnectionString};{TestApi.SmallPool}"));
        var ready = await FindAsync(
            product, line => line.Text("message").StartsWith("StatusLevels is ready at ", StringComparison.Ordinal));
        using var client = new HttpClient { BaseAddress = new Uri(ready.GetProperty("properties").Text("Address")) };

        // A container's log is all that its operator sees.
        Assert.Equal(
            "admin@localhost",
            (await FindAsync(product, line => line.Text("event_name") == "LogPasswordKept")).GetProperty("properties").Text("Email"));

        using var answer = await client.GetAsync("/api/organizations/no-uuid/status");
        var trace = (await answer.ShouldBeProblemAsync(400, "malformed_id")).Text("trace_id");

        var line = await FindAsync(product, line => line.TryGetProperty("trace_id", out var id) && id.GetString() == trace);
        Assert.Equal(
            ["timestamp", "level", "category", "event_id", "event_name", "message", "properties", "trace_id", "span_id"], line.Names());
        Assert.Equal(
            ("information", 3, "LogRefused"), (line.Text("level"), line.GetProperty("event_id").GetInt32(), line.Text("event_name")));
        Assert.Equal("StatusLevels.Api.Problems.ProblemMiddleware", line.Text("category"));
        Assert.Equal(
            (400, "malformed_id"),
            (line.GetProperty("properties").GetProperty("Status").GetInt32(), line.GetProperty("properties").Text("Code")));
        Assert.Matches("^[0-9a-f]{16}$", line.Text("span_id"));
        var instant = DateTimeOffset.ParseExact(
            line.Text("timestamp"), "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.InRange(TimeProvider.System.GetUtcNow() - instant, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_node_without_an_HTTP_face_writes_them_too()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        using var silo = ProductProcess.StartSilo(folder.Path, [("LOG_FORMAT", "json"), .. OneOfMany.On(database)]);

        var line = await FindAsync(silo, line => line.Text("category") == "StatusLevels.Silo.Expiry.DailySummary");

        Assert.Equal("LogSummary", line.Text("event_name"));
        Assert.Equal(0, line.GetProperty("properties").GetProperty("Late").GetInt64());
        await silo.TerminateAsync();
    }

    [Theory]
    [InlineData(null, "Development", "text")]
    [InlineData("text", "Production", "text")]
    [InlineData(null, "Production", "json")]
    [InlineData("JSON", "Development", "json")]
    public void A_person_at_a_terminal_gets_text_and_a_program_JSON(string? setting, string environment, string expected) =>
        Assert.Equal(expected == "json" ? "json-lines" : "simple", Formatter(setting, environment));

    [Fact]
    public void A_bad_format_is_a_sentence() => Assert.Equal(
        "LOG_FORMAT must be \"text\" or \"json\", but is \"xml\".",
        Assert.Throws<Silo.StartupException>(() => Formatter("xml", "Development")).Message);

    [Fact]
    public void An_event_is_one_line_whatever_it_holds()
    {
        using var writer = new StringWriter();
        var state = new KeyValuePair<string, object?>[]
        {
            new("Name", "Глина\n{\"level\":\"forged\"}"), new("Count", 7), new("Share", double.NaN),
            new("At", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(3))),
            new("None", null), new("{OriginalFormat}", "…"),
        };

        new JsonLineFormatter().Write(
            new LogEntry<KeyValuePair<string, object?>[]>(
                LogLevel.Error, "a.category", new EventId(5), state, new InvalidOperationException("a\nb"), (_, _) => "two\nlines"),
            scopeProvider: null, writer);

        var text = writer.ToString();
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        var line = JsonElement.Parse(text);
        Assert.Equal(["timestamp", "level", "category", "event_id", "message", "properties", "exception"], line.Names());
        Assert.Equal("two\nlines", line.Text("message"));
        Assert.Equal("""{"Name":"Глина\n{\"level\":\"forged\"}","Count":7,"Share":"NaN","At":"2026-03-01T09:00:00+00:00","None":null}""", line.GetProperty("properties").GetRawText());
        Assert.Contains("InvalidOperationException: a\nb", line.Text("exception"), StringComparison.Ordinal);
    }

    private static string? Formatter(string? setting, string environment)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration["LOG_FORMAT"] = setting;
        builder.AddStatusLevelsLogging();
        using var host = builder.Build();
        return host.Services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName;
    }

    private static async Task<JsonElement> FindAsync(ProductProcess product, Func<JsonElement, bool> isIt)
    {
        while (await product.ReadLineAsync() is { } text)
        {
            var line = JsonElement.Parse(text);
            if (isIt(line))
            {
                return line;
            }
        }

        throw new InvalidOperationException("It ended without saying it.");
    }
}
