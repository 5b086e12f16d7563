using System.Net;
using System.Text;
using System.Text.Json;
using StatusLevels.Silo.Sql;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>Nodes die while they send: every event arrives, in the order of its organization, and what comes twice is the same.</summary>
public sealed class DeliveryFaultTests
{
    private const int Organizations = 12;

    private static readonly (string, string) Development = ("ASPNETCORE_ENVIRONMENT", "Development");

    [Fact]
    public async Task A_node_that_is_killed_while_it_sends_costs_seconds_and_no_event()
    {
        await using var cluster = await NodesOnOneDatabase.StartAsync();
        var first = await cluster.StartAsync(cluster.Options("first", settings: Development));
        var second = await cluster.StartAsync(cluster.Options("second", settings: Development));
        await using var receiver = new HookReceiver(keeps: true);
        using var admin = await ServiceCaller.SignInAsync(first.Address, TestContext.Current.CancellationToken);
        await EndpointAsync(admin, receiver);
        var key = await ServiceCaller.CreateKeyAsync(cluster.Database, TestContext.Current.CancellationToken);
        var organizations = Enumerable.Range(0, Organizations).Select(_ => Guid.NewGuid()).ToArray();

        await NodesOnOneDatabase.GrantAsync(first, key, organizations, "A");
        await first.KillAsync();
        await NodesOnOneDatabase.GrantAsync(second, key, organizations, "B");

        await ArrivedAsync(cluster, receiver, 2 * Organizations);
        foreach (var organization in organizations)
        {
            Assert.Equal(["1", "2"], Received(receiver, organization).Select(call => call.Sequence).Distinct());
        }
    }

    [Fact]
    public async Task When_all_nodes_are_killed_what_was_committed_is_sent_by_those_that_come_after()
    {
        await using var cluster = await NodesOnOneDatabase.StartAsync();
        // It numbers and sends nothing: what it commits is left to whoever comes after it was killed.
        var silent = await cluster.StartAsync(cluster.Options("silent", settings: [Development, ("DELIVERY", "off")]));
        await using var receiver = new HookReceiver(keeps: true);
        using var admin = await ServiceCaller.SignInAsync(silent.Address, TestContext.Current.CancellationToken);
        await EndpointAsync(admin, receiver);
        var key = await ServiceCaller.CreateKeyAsync(cluster.Database, TestContext.Current.CancellationToken);
        var organizations = Enumerable.Range(0, Organizations).Select(_ => Guid.NewGuid()).ToArray();
        await NodesOnOneDatabase.GrantAsync(silent, key, organizations, "A");
        await silent.KillAsync();
        Assert.Equal(0, receiver.Count);

        await cluster.StartAsync(cluster.Options("next", settings: Development));

        await ArrivedAsync(cluster, receiver, Organizations);
    }

    private static async Task EndpointAsync(HttpClient admin, HookReceiver receiver)
    {
        using var body = new StringContent($$"""{"url":"{{receiver.Url}}"}""", Encoding.UTF8, "application/json");
        using var made = await admin.PostAsync("/api/admin/webhook-endpoints", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    private static async Task ArrivedAsync(NodesOnOneDatabase cluster, HookReceiver receiver, int events)
    {
        await Eventually.HoldsAsync(() => receiver.Bodies.Select(Read).Select(call => call.Id).Distinct().Count() == events);
        await Eventually.HoldsAsync(async () =>
        {
            await using var left = cluster.Database.CreateCommand(
                "select count(*) from statuslevels.deliveries where status <> 'delivered'").With();
            return (long)(await left.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == 0;
        });
    }

    private static IEnumerable<(string Id, string Subject, string Sequence)> Received(HookReceiver receiver, Guid organization) =>
        receiver.Bodies.Select(Read).Where(call => call.Subject == organization.ToString());

    private static (string Id, string Subject, string Sequence) Read(string body)
    {
        using var json = JsonDocument.Parse(body);
        return (Text("id"), Text("subject"), Text("sequence"));

        string Text(string member) => json.RootElement.GetProperty(member).GetString()!;
    }
}
