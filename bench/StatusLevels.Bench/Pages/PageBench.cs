using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Npgsql;
using StatusLevels.Bench.Requests;
using StatusLevels.Bench.Results;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Bench.Pages;

/// <summary>The public page beside an empty endpoint, and the pages of organizations and of the platform among very many.</summary>
internal static class PageBench
{
    private const double PublicGoal = 0.5;
    private const double LateGoal = 2;
    private const double MostMilliseconds = 100;

    // As writes would have left them: each holds B, every hundredth within 60 days of its end.
    private const string Fill = """
        insert into statuslevels.organizations (organization_id, name, slug, created_at, updated_at)
        select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Bakery number ' || n, 'bakery-' || n, now(), now()
        from generate_series(1, $1) as n;
        insert into statuslevels.organization_status
          (organization_id, epoch, version, current_level, in_grace, level_c_blocked, last_sequence, outbox_number, recorded_at)
        select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 1, 1, 'B', false, false, 0, 0, now()
        from generate_series(1, $1) as n;
        insert into statuslevels.organization_status_levels
          (organization_id, level, id, state, granted_at, granted_by_kind, valid_from, valid_until, counts_until, on_judgement)
        select id, 'B', gen_random_uuid(), 'active', now(), 'system', now(), ends_at, ends_at, false
        from (
          select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid as id,
                 now() + case when n % 100 = 0 then n % 59 + 1 else 300 end * interval '1 day' as ends_at
          from generate_series(1, $1) as n) as held;
        """;

    private static readonly string[] Headers = ["", "Accept-Language: ru\r\n", "Cookie: theme=dark\r\n"];

    private static readonly string[] Lists =
    [
        "/admin", "/admin/organizations", "/admin/organizations?level=B&expiring_within_days=30", "/admin/expiring", "/admin/requests",
        "/admin/accounts", "/admin/webhooks", "/admin/audit",
    ];

    public static async Task<IReadOnlyList<GoalRow>> RunAsync(PageOptions options, string command, CancellationToken cancellationToken)
    {
        var table = new ResultTable(
            "pages", command,
            [
                "product, the empty endpoint (bench/peers), PostgreSQL and the callers on the same cores",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"public: {PageOptions.Connections} connections, each asks again as soon as it has its answer; medians of {options.Rounds} "
                    + $"alternating turns of {options.Turn.TotalSeconds:0} s"),
                $"the others: {options.Organizations:N0} organizations in the read model, one caller, {options.Times} times each, the first fifth not counted",
                "empty: a minimal endpoint that answers a constant of the same size",
            ],
            GoalRow.Header);
        var rows = new List<GoalRow>();
        await using (var server = await BenchServer.StartAsync(cancellationToken))
        {
            await using var database = await server.CreateDatabaseAsync("pages", cancellationToken);
            await FillAsync(database, options.Organizations, cancellationToken);
            await using var product = await BenchProduct.StartAsync(
                database, cancellationToken, ("ASPNETCORE_ENVIRONMENT", "Development"));
            rows.AddRange(await PublicAsync(options, product, cancellationToken));
            rows.AddRange(await AmongManyAsync(options, product, cancellationToken));
        }

        foreach (var row in rows)
        {
            await Console.Error.WriteLineAsync(string.Join(" | ", row.Cells()));
            table.Add(row.Cells());
        }

        await table.PublishAsync(TimeProvider.System.GetUtcNow());
        return rows;
    }

    private static async Task FillAsync(NpgsqlDataSource database, int organizations, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var statement in Fill.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 }.With(organizations);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var analyze = new NpgsqlCommand("analyze", connection) { CommandTimeout = 0 };
        await analyze.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<GoalRow>> PublicAsync(
        PageOptions options, BenchProduct product, CancellationToken cancellationToken)
    {
        byte[][] requests = [.. Headers.Select(headers => HttpLane.Request("GET", "/levels", headers))];
        await using var pair = await BesideEmpty.StartAsync(
            product.Address, requests, PageOptions.Connections, options.Rounds, options.Turn, cancellationToken);
        var (mine, limit) = await pair.SaturateAsync(cancellationToken);
        var (late, lateLimit) = await pair.OfferAsync(mine / 2, cancellationToken);
        return
        [
            GoalRow.AtLeast("/levels, warm", "/s", mine, "empty", limit, PublicGoal),
            GoalRow.AtMost(
                $"the same at half its saturation ({GoalRow.Text(mine / 2)}/s), p99", "ms", late, "empty, same load", lateLimit, LateGoal),
        ];
    }

    private static async Task<IReadOnlyList<GoalRow>> AmongManyAsync(
        PageOptions options, BenchProduct product, CancellationToken cancellationToken)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = true, AllowAutoRedirect = false })
        {
            BaseAddress = product.Address,
        };
        using var session = await browser.PostAsJsonAsync(
            "/api/session", new { email = BenchProduct.AdminEmail, password = product.AdminPassword }, cancellationToken);
        session.EnsureSuccessStatusCode();
        var organization = await JoinedAsync(
            browser, await session.Content.ReadFromJsonAsync<Session>(cancellationToken), cancellationToken);
        var rows = new List<GoalRow>();
        foreach (var address in (string[])[
            $"/dashboard/organization/status?organization_id={organization}", $"/admin/organizations/{organization}", .. Lists])
        {
            var times = new List<double>();
            for (var time = 0; time < options.Times; time++)
            {
                var began = Stopwatch.GetTimestamp();
                using var answer = await browser.GetAsync(address, cancellationToken);
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode}.");
                }

                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            // The first ones compile what the others run.
            var ordered = times.Skip(options.Times / 5).Order().ToArray();
            var (median, p95) = (Medians.Of(ordered), Medians.Quantile(ordered, 0.95));
            rows.Add(new(
                $"{address.Replace(organization, "…", StringComparison.Ordinal)}, p95", $"{GoalRow.Text(p95)} ms",
                $"median: {GoalRow.Text(median)} ms", $"{GoalRow.Text(p95)} ms", $"≤ {MostMilliseconds} ms", p95 <= MostMilliseconds));
        }

        return rows;
    }

    // Whoever reads the dashboard is a member.
    private static async Task<string> JoinedAsync(HttpClient browser, Session? session, CancellationToken cancellationToken)
    {
        var organization = Guid.NewGuid().ToString();
        using var made = await browser.PutAsJsonAsync(
            $"/api/admin/organizations/{organization}",
            new { name = "One of many", slug = "one-of-many", contact_emails = Array.Empty<string>(), locale = "en" },
            cancellationToken);
        made.EnsureSuccessStatusCode();
        using var joined = await browser.PutAsJsonAsync(
            $"/api/admin/organizations/{organization}/members/{session!.User.Id}", new { role = "owner" }, cancellationToken);
        joined.EnsureSuccessStatusCode();
        using var granted = await browser.PostAsJsonAsync(
            $"/api/admin/organizations/{organization}/status-levels", new { level = "B" }, cancellationToken);
        granted.EnsureSuccessStatusCode();
        return organization;
    }

    private sealed record Session(Person User);

    private sealed record Person(string Id);
}
