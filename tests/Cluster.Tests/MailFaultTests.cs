using System.Net;
using System.Text;
using StatusLevels.Silo.Sql;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>Nodes that send mail, and die while they do: each mail comes, and what comes twice has the same id.</summary>
public sealed class MailFaultTests
{
    private const string Writing = """
        select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%insert into statuslevels.told%'
        """;

    private static readonly TimeSpan Long = Patience.OfSeconds(90);

    [Fact]
    public async Task A_node_that_is_killed_between_the_servers_answer_and_its_commit_sends_it_twice_and_never_not()
    {
        await using var server = new BrokenMailServer();
        await using var cluster = await NodesOnOneDatabase.StartAsync();
        var first = await cluster.StartAsync(Options(cluster, "first", server));
        var organization = await OrganizationAsync(first, "office@acme.example");
        var key = await ServiceCaller.CreateKeyAsync(cluster.Database, TestContext.Current.CancellationToken);

        await using (var holder = await cluster.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            // Whoever writes down that a mail was sent waits for this.
            await using var hold = transaction.Command("lock table statuslevels.told in share mode");
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await GrantAsync(first, key, organization);
            await Eventually.SeesAsync(() => CountAsync(cluster, Writing), waiting => waiting == 1, Long);
            await first.KillAsync();
            await CountAsync(cluster, Writing.Replace("count(*)", "count(pg_terminate_backend(pid))", StringComparison.Ordinal));
            await Eventually.SeesAsync(() => CountAsync(cluster, Writing), waiting => waiting == 0, Long);
        }

        Assert.Single(server.Messages);
        await cluster.StartAsync(Options(cluster, "second", server));

        await DeliveredAsync(cluster, 1);
        Assert.Equal(2, server.Messages.Count);
        Assert.Single(server.MessageIds.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_two_nodes_one_sends_and_when_it_is_killed_the_other()
    {
        await using var server = new BrokenMailServer();
        await using var cluster = await NodesOnOneDatabase.StartAsync();
        var first = await cluster.StartAsync(Options(cluster, "first", server));
        var second = await cluster.StartAsync(Options(cluster, "second", server));
        var key = await ServiceCaller.CreateKeyAsync(cluster.Database, TestContext.Current.CancellationToken);
        const int Half = 8;
        for (var index = 0; index < Half; index++)
        {
            var node = index % 2 == 0 ? first : second;
            await GrantAsync(node, key, await OrganizationAsync(node, $"c{index}@acme.example"));
        }

        await DeliveredAsync(cluster, Half);
        Assert.Equal(Half, server.Messages.Count);
        Assert.Equal(1, await CountAsync(cluster, "select count(*) from statuslevels.delivery_leases where target = '00000000-0000-0000-0000-000000000000'"));
        await first.KillAsync();
        for (var index = 0; index < Half; index++)
        {
            await GrantAsync(second, key, await OrganizationAsync(second, $"d{index}@acme.example"));
        }

        await DeliveredAsync(cluster, 2 * Half);
        Assert.Equal(2 * Half, server.Messages.Count);
        Assert.Equal(2 * Half, server.MessageIds.Distinct(StringComparer.Ordinal).Count());
    }

    private static NodeOptions Options(NodesOnOneDatabase cluster, string name, BrokenMailServer server) => cluster.Options(
        name,
        settings:
        [
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("SMTP_URL", server.Url), ("MAIL_FROM", "Levels <levels@example.org>"),
            ("MAIL_PER_SECOND", "0"),
        ]);

    private static async Task<Guid> OrganizationAsync(Node node, string contact)
    {
        var id = Guid.NewGuid();
        using var admin = await ServiceCaller.SignInAsync(node.Address, TestContext.Current.CancellationToken);
        using var body = Json($$"""{"name":"Acme","slug":"o-{{id:n}}","contact_emails":["{{contact}}"],"locale":"en"}""");
        using var answer = await admin.PutAsync($"/api/admin/organizations/{id}", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return id;
    }

    private static Task GrantAsync(Node node, string key, Guid organization)
    {
        // A node that has just become the only one may say that it does not know yet: the same again is safe under a key.
        var again = Guid.NewGuid().ToString();
        return Eventually.HoldsAsync(
            async () =>
            {
                using var client = ServiceCaller.Client(node.Address, key, Patience.OfSeconds(30));
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/admin/organizations/{organization}/status-levels")
                {
                    Content = Json("""{"level":"A"}"""),
                };
                request.Headers.Add("Idempotency-Key", again);
                using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
                return answer.StatusCode == HttpStatusCode.OK;
            },
            Long);
    }

    private static Task<long> DeliveredAsync(NodesOnOneDatabase cluster, int mails) => Eventually.SeesAsync(
        () => CountAsync(cluster, "select count(*) from statuslevels.deliveries where status = 'delivered'"), count => count == mails, Long);

    private static async Task<long> CountAsync(NodesOnOneDatabase cluster, string sql)
    {
        await using var command = cluster.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
