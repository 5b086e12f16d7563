using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StatusLevels.Api.Problems;

namespace StatusLevels.Api.Tests.OpenApi;

/// <summary>
/// Requests made from the served document, each as platform admin and as anyone: nothing crashes, every refusal is a problem that the
/// document promises for this operation, and no answer tells how the product is made. <c>FUZZ_REQUESTS</c> and <c>FUZZ_SEED</c> make
/// another run, or the same again.
/// </summary>
public sealed partial class FuzzTests(ITestOutputHelper output)
{
    private const int UsualRequests = 1_000;
    private const int AtOnce = 4;
    private const int ShownFaults = 25;

    [Fact]
    public async Task Odd_requests_get_problems_that_the_document_promises_and_nothing_else()
    {
        var seed = Setting("FUZZ_SEED") ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        var count = Setting("FUZZ_REQUESTS") ?? UsualRequests;
        output.WriteLine($"FUZZ_SEED={seed} FUZZ_REQUESTS={count}");
        // A product of its own: what it writes down, and which accounts it makes, is nobody else's business.
        await using var api = await TestApi.StartAsync();
        var document = await ApiDocument.ReadAsync(api.Client());
        var admin = await api.SignedInAsync();
        var requests = new FuzzRequests(document, await KnownAsync(admin), seed);
        var (answers, faults) = (new Tally(), new List<string>());

        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
        {
            foreach (var caller in new[] { admin, api.Client() })
            {
                var fault = await AskAsync(requests[number], caller, api.Address, answers);
                if (fault is not null)
                {
                    lock (faults)
                    {
                        faults.Add($"#{number} {(caller == admin ? "admin" : "anyone")}: {fault}\n  {requests[number]}");
                    }
                }
            }
        });

        output.WriteLine(answers.ToString());
        Assert.True(faults.Count == 0, $"FUZZ_SEED={seed} FUZZ_REQUESTS={count}: {faults.Count} faults\n{string.Join('\n', faults.Take(ShownFaults))}");
        Assert.True(answers.Of(2) > 0 && answers.Of(4) > 0, answers.ToString());
        // Whatever was thrown at it, it still works.
        await admin.StatusAsync(Guid.NewGuid());
    }

    private static async Task<string?> AskAsync(FuzzRequest request, HttpClient caller, Uri server, Tally answers)
    {
        using var message = request.Message(server);
        using var answer = await caller.SendAsync(message);
        var (status, text) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        answers.Add(status);
        var revealing = Internals().Match(text);
        if (revealing.Success)
        {
            return $"{status} reveals \"{revealing.Value}\" in {text}";
        }

        if (status < 400)
        {
            return request.Operation.Responses.ContainsKey($"{status}") || status == 304 ? null : $"{status} is not in the document";
        }

        if (answer.Content.Headers.ContentType?.MediaType != Problem.ContentType)
        {
            // The server itself refuses what is no HTTP, before there is anything to answer with.
            return status == 400 && text.Length == 0 ? null : $"{status} is no problem but {answer.Content.Headers.ContentType}: {text}";
        }

        using var problem = JsonDocument.Parse(text);
        var code = problem.RootElement.Text("code");
        return request.Operation.CodesOf(status) is not { } codes ? $"{status} {code} is not in the document"
            : codes.Contains(code) && code != "internal_error" ? null
            : $"{status} {code}, where the document promises {string.Join(", ", codes)}: {text}";
    }

    /// <summary>Organizations in different states, one that nobody touched, and a thing of each kind that has an id.</summary>
    private static async Task<Dictionary<string, IReadOnlyList<Guid>>> KnownAsync(HttpClient admin)
    {
        Guid[] organizations = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid())];
        foreach (var (organization, levels) in organizations.Zip(["", "A", "B", "ABC"]))
        {
            foreach (var level in levels)
            {
                await (await admin.GrantAsync(organization, $"{level}")).ShouldBeOkAsync();
            }
        }

        return new(StringComparer.Ordinal)
        {
            ["organization_id"] = organizations,
            ["user_id"] =
                [await MadeAsync("/api/admin/users", new() { ["email"] = "somebody@example.org", ["display_name"] = "Somebody" })],
            ["key_id"] =
                [await MadeAsync("/api/admin/api-keys", new() { ["name"] = "A service", ["scopes"] = new JsonArray("status:write") })],
            ["request_id"] = [await MadeAsync($"/api/organizations/{organizations[1]}/status-upgrade-request", new() { ["target_level"] = "B" })],
        };

        async Task<Guid> MadeAsync(string path, JsonObject body)
        {
            using var answer = await admin.SendAsync(HttpMethod.Post, path, body);
            return (await answer.ReadJsonAsync()).GetProperty("id").GetGuid();
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    // Stack traces, exceptions, types, SQL and its tables, files of the machine.
    [GeneratedRegex(
        @"\bat [A-Z]\w+\.|Exception|System\.|Microsoft\.|Npgsql|Orleans\.|StatusLevels\.(?:Api|Grains|Silo)|\bSELECT\s.*\bFROM\b|statuslevels\.[a-z_]+ |SQLSTATE|/home/|/root/|/tmp/|\.cs:line|127\.0\.0\.1:\d+;",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Internals();

    /// <summary>How often which status was answered.</summary>
    private sealed class Tally
    {
        private readonly SortedDictionary<int, int> counts = [];

        public void Add(int status)
        {
            lock (counts)
            {
                counts[status] = counts.GetValueOrDefault(status) + 1;
            }
        }

        public int Of(int family) => counts.Where(count => count.Key / 100 == family).Sum(count => count.Value);

        public override string ToString() => string.Join(", ", counts.Select(count => $"{count.Key}: {count.Value}"));
    }
}
