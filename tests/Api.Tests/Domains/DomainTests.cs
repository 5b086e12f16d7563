using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Api.Domains;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Domains;

/// <summary>The sites of an organization: named, proven, looked at every day, lost.</summary>
public sealed class DomainTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TestRecords records = new();

    private TestApi api = null!;
    private HttpClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.StartAsync(time: time, services: services =>
        {
            // Instead of the product's own: nobody is asked who is not there.
            services.AddSingleton<IHostAddresses, NoHosts>();
            services.AddSingleton<ITextRecords>(records);
        });
        admin = await api.SignedInAsync();
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task A_site_is_pending_until_its_proof_is_found()
    {
        var organization = Organization();
        var named = await AddAsync(organization, "Shop.Example.org", HttpStatusCode.Created);
        Assert.Equal(
            ("shop.example.org", "pending", null), (named.Text("domain"), named.Text("state"), named.GetProperty("method").GetString()));
        Assert.Equal($"_statuslevels.shop.example.org", named.GetProperty("proofs").Text("txt_name"));
        Assert.Equal("https://shop.example.org/.well-known/statuslevels.txt", named.GetProperty("proofs").Text("file_url"));
        Assert.Equal($"{organization.Id}", named.GetProperty("proofs").Text("value"));

        records.Records["_statuslevels.shop.example.org"] = [new string('x', 10_000), $"{organization.Id}"];

        var proven = await AddAsync(organization, "shop.example.org", HttpStatusCode.OK);
        Assert.Equal(("verified", "dns"), (proven.Text("state"), proven.Text("method")));
        Assert.Equal("verified", (await ReadAsync(organization)).Text("state"));
    }

    [Fact]
    public async Task Several_organizations_may_share_a_site_and_each_proves_it()
    {
        var (first, second) = (Organization(), Organization());
        records.Records["_statuslevels.shared.example.org"] = [$"{first.Id}"];
        Assert.Equal("verified", (await AddAsync(first, "shared.example.org", HttpStatusCode.Created)).Text("state"));
        Assert.Equal("pending", (await AddAsync(second, "shared.example.org", HttpStatusCode.Created)).Text("state"));
    }

    [Fact]
    public async Task A_proof_that_is_gone_for_seven_days_is_lost_and_one_that_nobody_can_look_for_is_not()
    {
        var organization = Organization();
        records.Records["_statuslevels.lost.example.org"] = [$"{organization.Id}"];
        await AddAsync(organization, "lost.example.org", HttpStatusCode.Created);

        records.Records["_statuslevels.lost.example.org"] = null;
        for (var day = 0; day < 9; day++)
        {
            Assert.Equal("verified", (await LookedAtAsync(organization)).Text("state"));
        }

        // The file cannot be looked for, since its host is not there; a site that is clearly gone is one whose both proofs are.
        await NoteAsync(organization, DomainFinding.Missing("no_record"));
        time.Advance(DomainStore.Grace - TimeSpan.FromMinutes(1));
        await NoteAsync(organization, DomainFinding.Missing("no_record"));
        Assert.Equal("verified", (await ReadAsync(organization)).Text("state"));
        await NoteAsync(organization, DomainFinding.Unclear("timeout"));
        time.Advance(TimeSpan.FromMinutes(1));
        await NoteAsync(organization, DomainFinding.Missing("no_record"));
        Assert.Equal("lost", (await ReadAsync(organization)).Text("state"));

        await NoteAsync(organization, DomainFinding.Proven(DomainFinding.File));
        Assert.Equal(("verified", "file"), ((await ReadAsync(organization)).Text("state"), (await ReadAsync(organization)).Text("method")));

        Task NoteAsync(TestOrganization of, DomainFinding finding) => api.Services.GetRequiredService<DomainStore>().NoteAsync(
            of.Id, "lost.example.org", finding, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_site_that_is_lost_is_told_to_owners_and_admins_by_mail_once()
    {
        var organization = Organization();
        records.Records["_statuslevels.lost.example.net"] = [$"{organization.Id}"];
        await AddAsync(organization, "lost.example.net", HttpStatusCode.Created);
        // The daily look runs when the clock goes on: it must not find the proof again.
        records.Records.Remove("_statuslevels.lost.example.net", out _);
        await using (var people = api.Database.DataSource.CreateCommand("""
            with made as (
                insert into users (id, email, email_key, display_name, created_at)
                select gen_random_uuid(), role || '@lost.example', role || '@lost.example', role, now() from unnest(array['owner', 'admin', 'viewer']) as role
                returning id, display_name)
            insert into organization_members (organization_id, user_id, role, added_at) select $1, id, display_name, now() from made
            """))
        {
            people.Parameters.Add(new() { Value = organization.Id });
            Assert.Equal(3, await people.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }

        var domains = api.Services.GetRequiredService<DomainStore>();
        for (var week = 0; week < 3; week++)
        {
            await domains.NoteAsync(
                organization.Id, "lost.example.net", DomainFinding.Missing("file_not_found"), TestContext.Current.CancellationToken);
            time.Advance(DomainStore.Grace);
        }

        await using var mails = api.Database.DataSource.CreateCommand("""
            select recipient || ' ' || (details ->> 'domain') || ' ' || (details ->> 'error')
            from deliveries where letter = 'domain_lost' order by recipient
            """);
        await using var row = await mails.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var told = new List<string>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
        {
            told.Add(row.GetString(0));
        }

        Assert.Equal(["admin@lost.example lost.example.net file_not_found", "owner@lost.example lost.example.net file_not_found"], told);
    }

    [Fact]
    public async Task A_site_is_removed_and_then_named_by_nobody()
    {
        var organization = Organization();
        await AddAsync(organization, "gone.example.org", HttpStatusCode.Created);
        using (var removed = await admin.DeleteAsync($"{organization.Address}/domains/gone.example.org"))
        {
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        }

        await (await admin.DeleteAsync($"{organization.Address}/domains/gone.example.org")).ShouldBeProblemAsync(404, "not_found");
        Assert.Empty((await admin.ReadAsync($"{organization.Address}/domains")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task There_are_at_most_ten_and_only_names_of_sites()
    {
        var organization = Organization();
        for (var site = 0; site < 10; site++)
        {
            await AddAsync(organization, $"site{site}.example.org", HttpStatusCode.Created);
        }

        using var more = await SendAsync(organization, "site10.example.org");
        await more.ShouldBeProblemAsync(409, "too_many");
        foreach (var name in (string[])["localhost", "10.0.0.1", "https://example.org", "пример.рф", ""])
        {
            using var answer = await SendAsync(organization, name);
            Assert.Equal(["domain"], (await answer.ShouldBeProblemAsync(422, "validation_failed")).Fields());
        }
    }

    private TestOrganization Organization() => new(api, admin);

    private Task<HttpResponseMessage> SendAsync(TestOrganization organization, string domain) =>
        admin.SendAsync(HttpMethod.Post, $"{organization.Address}/domains", new JsonObject { ["domain"] = domain });

    private async Task<JsonElement> AddAsync(TestOrganization organization, string domain, HttpStatusCode status)
    {
        using var answer = await SendAsync(organization, domain);
        Assert.Equal(status, answer.StatusCode);
        return await answer.ReadJsonAsync();
    }

    private async Task<JsonElement> ReadAsync(TestOrganization organization) =>
        (await admin.ReadAsync($"{organization.Address}/domains")).GetProperty("items")[0];

    // The daily look comes when its time has come, and the clock goes on until somebody has looked.
    private async Task<JsonElement> LookedAtAsync(TestOrganization organization)
    {
        var due = time.GetUtcNow() + DomainStore.Interval;
        time.Advance(DomainStore.Interval);
        return await Eventually.SeesAsync(
            async () =>
            {
                time.Advance(DomainUpkeep.Pause);
                return await ReadAsync(organization);
            },
            domain => domain.GetProperty("checked_at").GetDateTimeOffset() >= due);
    }

    private sealed class NoHosts : IHostAddresses
    {
        public Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken) =>
            throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound);
    }
}
