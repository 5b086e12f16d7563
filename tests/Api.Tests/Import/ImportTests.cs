using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Tests.Import;

public sealed class ImportTests(SharedApi shared)
{
    private static readonly Call Admin = new(new Actor(ActorKind.User, "admin-1"));
    private static readonly Call Payments = new(new Actor(ActorKind.Service, "payments"));

    private readonly Guid organization = Guid.NewGuid();

    private IOrganizationStatusGrain Grain =>
        shared.Api.Services.GetRequiredService<IGrainFactory>().OrganizationStatus(new OrganizationId(organization));

    private string Line(string subscription = "sub_1", string? more = null) => ImportRig.Line(organization, subscription, more);

    private Task<Imported> ImportAsync(params string[] lines) => shared.Admin.ImportAsync(lines);

    private static StatusCommand.ChangeSubscription Change(SubscriptionStatus status, DateTimeOffset? at = null, string? id = null) =>
        new("sub_1", status, at, id);

    [Fact]
    public async Task An_active_subscription_gives_A_and_the_same_line_again_changes_nothing()
    {
        var line = Line(more: "\"status\":\"active\",\"current_period_end\":\"2027-01-01T00:00:00Z\",\"occurred_at\":\"2026-01-01T00:00:00Z\"");

        var first = await ImportAsync(line);
        var again = await ImportAsync(line, line);

        Assert.Equal(["granted"], first.Words);
        Assert.Equal(
            (1, organization.ToString(), "sub_1"),
            (first.Lines[0], first.Outcomes[0].Text("organization_id"), first.Outcomes[0].Text("subscription_id")));
        Assert.Equal(["unchanged", "unchanged"], again.Words);
        Assert.Equal((0, 2, 0, true), (again.Count("granted"), again.Count("unchanged"), again.Count("failed"), again.IsComplete));
        var status = await Grain.GetStatus();
        Assert.Equal((1, 1, StatusLevel.A), (status.Version, status.Sequence, status.CurrentLevel));
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), Assert.Single(status.Subscriptions).CurrentPeriodEnd);
        Assert.Equal(HistoryAction.AutoGranted, Assert.Single((await Grain.GetHistory(new HistoryQuery(0, 10))).Items).Action);
    }

    [Fact]
    public async Task What_only_looks_different_is_the_same_line()
    {
        await ImportAsync(Line(more: "\"occurred_at\":\"2026-01-01T00:00:00Z\""));

        var again = await ImportAsync(Line(more: "\"status\":\"active\",\"occurred_at\":\"2026-01-01T03:00:00.000+03:00\",\"plan\":\"gold\""));

        Assert.Equal(["unchanged"], again.Words);
    }

    [Fact]
    public async Task A_line_without_an_instant_never_overrules_what_was_reported_since()
    {
        Assert.Equal(["granted"], (await ImportAsync(Line())).Words);
        await Grain.ChangeSubscription(Change(SubscriptionStatus.Canceled), Payments);

        // More events than are remembered by their id: the line would be a new event.
        for (var number = 0; number < 40; number++)
        {
            await Grain.ChangeSubscription(Change(SubscriptionStatus.Canceled, id: $"evt_{number}"), Payments);
        }

        Assert.Equal(["unchanged", "unchanged"], (await ImportAsync(Line(), Line(more: "\"status\":\"trialing\""))).Words);
        Assert.Null((await Grain.GetStatus()).CurrentLevel);
    }

    [Fact]
    public async Task The_same_line_changes_nothing_after_more_events_of_its_instant_than_the_organization_remembers()
    {
        var line = Line(more: "\"occurred_at\":\"2026-01-01T00:00:00Z\"");
        await ImportAsync(line);
        for (var number = 0; number < 33; number++)
        {
            await Grain.ChangeSubscription(
                Change(SubscriptionStatus.Trialing, DateTimeOffset.UnixEpoch.AddYears(56), $"evt_{number}"), Payments);
        }

        Assert.Equal(["unchanged"], (await ImportAsync(line)).Words);
        Assert.Equal(34, (await Grain.GetStatus()).Version);
    }

    [Fact]
    public async Task A_line_with_an_instant_counts_only_when_nothing_later_was_reported()
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        await Grain.ChangeSubscription(Change(SubscriptionStatus.Canceled, now), Payments);

        Assert.Equal(["ignored_stale"], (await ImportAsync(Line(more: "\"occurred_at\":\"2025-12-31T23:59:59Z\""))).Words);
        Assert.Equal(["granted"], (await ImportAsync(Line(more: "\"occurred_at\":\"2026-01-02T00:00:00Z\""))).Words);
    }

    [Fact]
    public async Task A_that_is_held_already_is_held_by_the_subscription_too()
    {
        await Grain.Grant(new StatusCommand.Grant(StatusLevel.A), Admin);

        Assert.Equal(["already_active", "already_active", "unchanged"], (await ImportAsync(Line(), Line("sub_2"), Line("sub_2"))).Words);
        Assert.All((await Grain.GetStatus()).Subscriptions, subscription => Assert.True(subscription.ClaimsA));
    }

    [Fact]
    public async Task What_a_person_revoked_does_not_come_back()
    {
        await ImportAsync(Line());
        await Grain.Revoke(new StatusCommand.Revoke(StatusLevel.A), Admin);

        var again = await ImportAsync(
            Line(), Line(more: "\"occurred_at\":\"2030-01-01T00:00:00Z\""),
            Line(more: "\"status\":\"active\",\"current_period_end\":\"2030-01-01T00:00:00Z\""));

        Assert.Equal(["blocked", "failed", "blocked"], again.Words);
        Assert.Equal("automatic_granting_blocked", again.Outcomes[0].Text("code"));
        Assert.Null((await Grain.GetStatus()).CurrentLevel);
    }

    [Fact]
    public async Task A_forgotten_organization_stays_forgotten()
    {
        await ImportAsync(Line());
        await Grain.Forget(Admin);

        Assert.Equal(["ignored_forgotten"], (await ImportAsync(Line())).Words);
        Assert.True((await Grain.GetStatus()).Forgotten);
    }

    [Theory]
    [InlineData("past_due")]
    [InlineData("unpaid")]
    [InlineData("paused")]
    [InlineData("canceled")]
    [InlineData("cancelled")]
    [InlineData("expired")]
    [InlineData("incomplete")]
    public async Task A_subscription_that_is_not_active_is_left_alone(string status)
    {
        var other = Guid.NewGuid();
        var imported = await ImportAsync(
            Line(), Line(more: $"\"status\":\"{status}\",\"occurred_at\":\"2026-02-01T00:00:00Z\""),
            ImportRig.Line(other, more: $"\"status\":\"{status}\""));

        Assert.Equal(["granted", "unchanged", "unchanged"], imported.Words);
        Assert.Equal("subscription_not_active", imported.Outcomes[2].Text("code"));
        Assert.Equal(StatusLevel.A, (await Grain.GetStatus()).CurrentLevel);
        Assert.Equal(0, await ImportRig.CountAsync(shared.Api.Database.DataSource, $"select count(*) from organization_status where organization_id = '{other}'"));
    }

    [Fact]
    public async Task Lines_of_an_organization_take_effect_in_their_order()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        string[] lines =
        [
            .. Enumerable.Range(0, 200).SelectMany(minute => new[]
            {
                Line(more: $"\"occurred_at\":\"{start.AddMinutes(minute):yyyy-MM-dd'T'HH:mm:ss'Z'}\""),
                ImportRig.Line(Guid.NewGuid()),
            }),
        ];

        var imported = await ImportAsync(lines);

        Assert.Equal(Enumerable.Range(1, 400), imported.Lines);
        Assert.Equal((201, 199, 0), (imported.Count("granted"), imported.Count("already_active"), imported.Count("ignored_stale")));
    }

    [Theory]
    [InlineData("{", "malformed_json")]
    [InlineData("not json", "malformed_json")]
    [InlineData("{} {}", "malformed_json")]
    [InlineData("{\"organization_id\":1,\"organization_id\":2}", "malformed_json")]
    [InlineData("[]", "validation_failed")]
    [InlineData("null", "validation_failed")]
    [InlineData("{}", "validation_failed")]
    [InlineData("{\"organization_id\":7,\"subscription_id\":\"s\"}", "validation_failed")]
    [InlineData("{\"organization_id\":\"ORG\"}", "validation_failed")]
    [InlineData("{\"organization_id\":\"ORG\",\"subscription_id\":null}", "validation_failed")]
    [InlineData("{\"organization_id\":\"ORG\",\"subscription_id\":\"\"}", "validation_failed")]
    [InlineData("{\"organization_id\":\"ORG\",\"subscription_id\":\"a\\u0000b\"}", "validation_failed")]
    [InlineData("{\"organization_id\":\"ORG\",\"subscription_id\":\"\\ud800\"}", "validation_failed")]
    [InlineData("{\"organization_id\":\"ORG\",\"subscription_id\":\"s\",\"occurred_at\":\"2026-01-01\"}", "validation_failed")]
    [InlineData("{\"organization_id\":\"ORG\",\"subscription_id\":\"s\",\"current_period_end\":1767225600}", "validation_failed")]
    [InlineData("{\"organization_id\":\"ORG\",\"subscription_id\":\"s\",\"status\":7}", "validation_failed")]
    [InlineData("{\"organization_id\":\"ORG\",\"subscription_id\":\"s\",\"status\":\"Active\"}", "unknown_subscription_status")]
    [InlineData("{\"organization_id\":\"ORG\",\"subscription_id\":\"s\",\"status\":\"frozen\"}", "unknown_subscription_status")]
    [InlineData("{\"organization_id\":\"7\",\"subscription_id\":\"s\"}", "malformed_id")]
    [InlineData("{\"organization_id\":\"ORG\",\"subscription_id\":\"s\",\"occurred_at\":\"2999-01-01T00:00:00Z\"}", "occurred_at_in_future")]
    [InlineData("{\"organization_id\":\"ORG\",\"subscription_id\":\"s\",\"current_period_end\":\"2999-01-01T00:00:00Z\"}", "valid_until_too_far")]
    public async Task A_bad_line_names_its_number_and_does_not_stop_the_rest(string bad, string code)
    {
        var imported = await ImportAsync(
            Line(), bad.Replace("ORG", Guid.NewGuid().ToString(), StringComparison.Ordinal), ImportRig.Line(Guid.NewGuid()));

        Assert.Equal(["granted", "failed", "granted"], imported.Words);
        Assert.Equal([1, 2, 3], imported.Lines);
        Assert.Equal(code, imported.Outcomes[1].Text("code"));
        Assert.NotEmpty(imported.Outcomes[1].Text("detail"));
        Assert.Equal((2, 1, true), (imported.Count("granted"), imported.Count("failed"), imported.IsComplete));
    }

    [Fact]
    public async Task A_line_that_is_too_long_or_no_utf8_fails_alone()
    {
        var client = shared.Admin;
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes(Line(new string('x', 255)) + "\n"),
            .. Encoding.UTF8.GetBytes(Line(new string('x', 256)) + "\n"),
            .. Encoding.UTF8.GetBytes(Line(more: $"\"note\":\"{new string('x', 300_000)}\"") + "\n"),
            .. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}\n"u8,
            .. Encoding.UTF8.GetBytes(Line("last")),
        ];

        var imported = await client.ImportAsync(body);

        Assert.Equal(["granted", "failed", "failed", "failed", "already_active"], imported.Words);
        Assert.Equal(
            ["validation_failed", "line_too_long", "malformed_json"], imported.Outcomes[1..4].Select(outcome => outcome.Text("code")));
    }

    [Fact]
    public async Task Blank_lines_count_and_have_no_outcome_and_line_ends_of_any_system_will_do()
    {
        var client = shared.Admin;
        byte[] body = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($"{Line()}\r\n\r\n \t\n{Line("sub_2")}\r\n\n")];

        var imported = await client.ImportAsync(body);

        Assert.Equal(["granted", "already_active"], imported.Words);
        Assert.Equal([1, 4], imported.Lines);
        Assert.Equal(0, (await client.ImportAsync(Array.Empty<byte>())).Count("lines"));
    }

    [Fact]
    public async Task Only_platform_admins_import_and_only_lines_of_json()
    {
        using var anonymous = await shared.Anyone.PostAsync("/api/admin/import", ImportRig.Content([]));
        await anonymous.ShouldBeProblemAsync(401, "unauthenticated");
        var client = shared.Admin;
        using var json = await client.PostAsync("/api/admin/import", Json.Content(Line()));
        Assert.Contains(
            "x-ndjson", (await json.ShouldBeProblemAsync(415, "unsupported_media_type")).Text("detail"), StringComparison.Ordinal);
        using var foreign =
            new HttpRequestMessage(HttpMethod.Post, "/api/admin/import")
            {
                Content = ImportRig.Content([]),
                Headers = { { "Origin", "https://evil.example" } }
            };
        await (await client.SendAsync(foreign)).ShouldBeProblemAsync(403, "origin_not_allowed");
    }

    [Fact]
    public async Task Five_thousand_lines_are_imported_once()
    {
        await using var api = await TestApi.StartAsync();
        var client = await api.SignedInAsync();
        var body = Encoding.UTF8.GetBytes(string.Join('\n', ImportRig.Subscribers(5_000)));
        Assert.True(body.Length > 64 * 1024);
        await client.ImportAsync(ImportRig.Subscribers(200));

        var clock = Stopwatch.StartNew();
        var first = await client.ImportAsync(body);
        var took = clock.Elapsed;
        clock.Restart();
        var again = await client.ImportAsync(body);

        TestContext.Current.TestOutputHelper?.WriteLine($"5,000 lines: {5_000 / took.TotalSeconds:N0} lines/s the first time, {5_000 / clock.Elapsed.TotalSeconds:N0} lines/s again");
        Assert.Equal((5_000, 0), (first.Count("granted"), first.Count("failed")));
        Assert.Equal((5_000, 0), (again.Count("unchanged"), again.Count("failed")));
        Assert.Equal(Enumerable.Range(1, 5_000), first.Lines);
        await ImportRig.EachWasDoneOnceAsync(api.Database.DataSource, 5_200);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz")).StatusCode);
    }
}
