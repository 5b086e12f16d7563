using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using StatusLevels.Api.Checks;
using StatusLevels.Api.Checks.Preflight;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Checks;

/// <summary>How checks end: in time, with a code that a script can trust.</summary>
public sealed class CheckRunTests : IDisposable
{
    private static readonly CheckRule Rule = new("SL-901", "a check", "it is well", "Make it well.");

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static CheckReport Report(params CheckStatus[] statuses) =>
        new("preflight", [.. statuses.Select(status => new CheckResult(Rule, new(status, "seen"), TimeSpan.Zero))], TimeSpan.Zero);

    [Theory]
    [InlineData("ok", 0, 0, "Ok")]
    [InlineData("warn", 0, 1, "Ok", "Warn")]
    [InlineData("unknown", 2, 2, "Ok", "Unknown")]
    [InlineData("unknown", 2, 1, "Unknown", "Warn")]
    [InlineData("fail", 1, 1, "Warn", "Fail", "Unknown")]
    public void A_failure_beats_what_could_not_be_checked_and_strictness_makes_warnings_failures(
        string status, int exitCode, int strictly, params string[] statuses)
    {
        var report = Report([.. statuses.Select(Enum.Parse<CheckStatus>)]);

        Assert.Equal(status, CheckRig.Json(report).Text("status"));
        Assert.Equal((exitCode, strictly), (report.ExitCode(strict: false), report.ExitCode(strict: true)));
    }

    [Fact]
    public void The_json_has_a_schema_and_everything_that_the_text_has()
    {
        var json = CheckRig.Json(Report(CheckStatus.Warn));

        Assert.Equal(["schema", "status", "checks"], json.Names());
        Assert.Equal(1, json.GetProperty("schema").GetInt32());
        var check = Assert.Single(json.GetProperty("checks").EnumerateArray());
        Assert.Equal(["id", "name", "status", "seen", "expected", "hint", "doc", "ms"], check.Names());
        Assert.Equal(
            ("SL-901", "warn", "it is well", "Make it well.", "docs/checks.md#sl-901"),
            (check.Text("id"), check.Text("status"), check.Text("expected"), check.Text("hint"), check.Text("doc")));
        Assert.Contains("warn    SL-901  a check  seen\n        expected: it is well\n", Report(CheckStatus.Warn).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_still_before_it_waits_is_left_behind_too()
    {
        using var gate = new ManualResetEventSlim();
        var stands = new Check(Rule, _ =>
        {
            gate.Wait(TestContext.Current.CancellationToken);
            return Task.FromResult(Finding.Ok($"it went on"));
        });
        var run = new CheckRun(
            new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)), new OpenSettings(new ConfigurationBuilder().Build()));

        var report = await run.InOrderAsync("smoke", [stands], TestContext.Current.CancellationToken);

        gate.Set();
        Assert.Equal(CheckStatus.Unknown, Assert.Single(report.Results).Finding.Status);
    }

    [Fact]
    public async Task What_hangs_is_called_a_timeout_and_holds_nobody_up()
    {
        // It takes connections, and never says a word.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var rig = await CheckRig.StartAsync();
        rig.Settings["DATABASE_URL"] = $"postgres://u:p@127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/db";
        rig.Limits = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

        var report = await rig.PreflightAsync();

        Assert.Equal((CheckStatus.Unknown, "timed out after 1 s"), Seen(report, PreflightRules.Database));
        Assert.Equal(CheckStatus.Ok, CheckRig.Of(report, PreflightRules.Disk).Finding.Status);
        Assert.Equal(CheckReport.NotChecked, report.ExitCode(strict: false));

        rig.Limits = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1));
        Assert.Equal(
            (CheckStatus.Unknown, "timed out: 1 s for all checks are over"), Seen(await rig.PreflightAsync(), PreflightRules.Database));
    }

    [Fact]
    public async Task As_a_command_it_answers_in_json_and_with_its_exit_code()
    {
        using var process = ProductProcess.Start(
            folder.Path, ["preflight", "--json", "--strict"], ("PORT", "0"), ("DATA_DIR", Path.Combine(folder.Path, "data")));

        var (output, error) = await process.EndAsync([]);

        var json = System.Text.Json.JsonDocument.Parse(output).RootElement;
        Assert.Equal(("warn", ""), (json.Text("status"), error));
        Assert.Equal(1, process.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("preflight", "--timeout", "0")]
    [InlineData("preflight", "--nonsense")]
    [InlineData("smoke", "not-an-address")]
    [InlineData("smoke", "http://localhost:1", "--organization", "not-an-id", "--password", "some words in a row")]
    public async Task What_cannot_begin_ends_with_2_and_a_sentence(params string[] arguments)
    {
        using var process = ProductProcess.Start(folder.Path, arguments);

        var (output, error) = await process.EndAsync([]);

        Assert.Equal((2, ""), (process.ExitCode, output));
        Assert.NotEmpty(error);
        Assert.DoesNotContain('\n', error);
    }

    private static (CheckStatus, string) Seen(CheckReport report, CheckRule rule)
    {
        var finding = CheckRig.Of(report, rule).Finding;
        return (finding.Status, finding.Seen);
    }
}
