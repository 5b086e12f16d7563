using System.Net;
using System.Net.Http.Json;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>
/// One request is one trace, wherever in the cluster its organization lives: two real nodes, one without an HTTP face, and a collector.
/// </summary>
public sealed class TraceTests : IDisposable
{
    private static readonly TimeSpan BetweenOrganizations = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_trace_holds_the_request_the_call_of_a_grain_on_another_node_and_its_statements()
    {
        await using var collector = await Collector.StartAsync();
        await using var database = await TestPostgres.CreateDatabaseAsync();
        using var other = ProductProcess.StartSilo(folder.Path, [.. collector.Settings, .. OneOfMany.On(database)]);
        using var product = ProductProcess.Start(
            folder.Path, [], [.. collector.Settings, .. OneOfMany.On(database), ("PORT", "0"), ("ADMIN_EMAIL", TestApi.AdminEmail),
                ("ADMIN_PASSWORD", TestApi.AdminPassword)]);
        using var client = await product.ReadyAsync();
        using var signedIn = await client.PostAsJsonAsync(
            "/api/session", new { email = TestApi.AdminEmail, password = TestApi.AdminPassword });
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);

        // Organizations are spread: some live on the node that was asked, others do not.
        var seen = await Eventually.LastSeenAsync(AskOneMoreAsync, traces => traces.Any(CrossesNodes), Patience, BetweenOrganizations);
        Assert.True(seen.Any(CrossesNodes), $"No trace crosses the nodes:\n{string.Join('\n', seen.Select(Text))}");

        async Task<IReadOnlyCollection<IReadOnlyCollection<Span>>> AskOneMoreAsync()
        {
            using var granted = await client.PostAsync(
                $"/api/admin/organizations/{Guid.NewGuid()}/status-levels", Json.Content("""{"level":"A"}"""));
            Assert.True(granted.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{granted.StatusCode}");
            return [.. Traces(collector)];
        }
    }

    /// <summary>
    /// The request on one node; on another the call, and beneath it a statement of that node. Each but the first has its parent in the
    /// trace.
    /// </summary>
    private static bool CrossesNodes(IReadOnlyCollection<Span> trace)
    {
        if (
            trace.SingleOrDefault(
                span => span.Name.StartsWith("POST /api/admin/organizations/", StringComparison.Ordinal)) is not { } request)
        {
            return false;
        }

        var byId = trace.ToDictionary(span => span.Id, StringComparer.Ordinal);
        return trace.Where(span => span.Node != request.Node && span.Name == "IOrganizationStatusGrain/Grant").Any(call =>
            Reaches(call, request)
                && trace.Any(statement => statement.Node == call.Node && IsStatement(statement) && Reaches(statement, call)));

        bool Reaches(Span span, Span ancestor) =>
            span.Parent == ancestor.Id || (byId.TryGetValue(span.Parent, out var parent) && Reaches(parent, ancestor));
    }

    private static bool IsStatement(Span span) =>
        span.Name.Contains("postgresql", StringComparison.Ordinal) || span.Name.Contains("statuslevels", StringComparison.Ordinal);

    private static IEnumerable<IReadOnlyCollection<Span>> Traces(Collector collector) =>
        collector.Spans.GroupBy(span => span.Trace).Select(trace => (IReadOnlyCollection<Span>)[.. trace]);

    private static string Text(IReadOnlyCollection<Span> trace) =>
        string.Join(" | ", trace.Select(span => $"{span.Name} [{span.Node[..4]} {span.Id} < {span.Parent}]"));
}
