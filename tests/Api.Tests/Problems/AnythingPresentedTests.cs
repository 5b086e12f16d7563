using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using StatusLevels.Api.Tests.OpenApi;
using StatusLevels.Api.Tests.Security;

namespace StatusLevels.Api.Tests.Problems;

/// <summary>
/// Whatever stands in a cookie, a credential, a tag, a key or a cursor, the answer is none of those that begin with 5: these are read
/// before anybody is counted, or by hand.
/// </summary>
public sealed class AnythingPresentedTests(SecuredApi secured, SharedApi shared, ITestOutputHelper output)
{
    private const int Requests = 1_200;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const string Odd = "!.=%+/~:;,\"'*\\ ?()[]{}\t\u0080\u00e9\u00ff";

    private static readonly string[] Headers =
    [
        "Cookie: session_id=", "Cookie: session_id_device=", "Cookie: __Host-session_id=", "Cookie: ", "Authorization: Bearer ",
        "Authorization: Bearer slk_", "Authorization: ", "If-Match: ", "If-None-Match: ", "Idempotency-Key: ", "X-Request-Id: ",
        "traceparent: ", "tracestate: ", "baggage: ", "webhook-signature: v1,", "webhook-timestamp: ", "webhook-id: ",
    ];

    private static readonly string[] Lines =
    [
        "GET /api/status-levels/info", "GET /api/session", "GET /openapi/v1.json", "GET /swagger/index.html",
        "GET /api/organizations/6f9619ff-8b86-d011-b42d-00c04fc964ff/status", "POST /api/session", "POST /api/upgrade-requests",
        "POST /api/webhooks/subscription-status-changed",
    ];

    public static TheoryData<string> BadTokens =>
    [
        $"{new string('!', 43)}.{new string('A', 43)}",
        $"{new string('A', 43)}.{new string('!', 43)}",
        $"{new string('A', 43)}.{new string('B', 43)}",
        $"{new string('B', 43)}.{new string('A', 43)}",
        new string('!', 64),
        new string('B', 64),
    ];

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_cookie_that_is_no_token_opens_nothing_and_is_in_nobodys_way(string value)
    {
        foreach (var name in new[] { "session_id", "session_id_device" })
        {
            using var info = await shared.Anyone.GetAsync("/api/status-levels/info", ("Cookie", $"{name}={value}"));
            await info.ShouldBeOkAsync();
            using var signIn = await shared.Anyone.AskAsync(
                HttpMethod.Post, "/api/session", """{"email":"nobody@example.org","password":"x"}""", ("Cookie", $"{name}={value}"));
            await signIn.ShouldBeProblemAsync(401, "unauthenticated");
        }

        // One that a neighbour planted in front of the genuine one.
        var session = await secured.SessionAsync(await secured.AccountAsync());
        using var genuine = await secured.SendAsync(HttpMethod.Get, "/api/session", null, ("Cookie", $"session_id={value}; {session}"));
        await genuine.ShouldBeOkAsync();
    }

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task Outside_development_as_well(string value)
    {
        await using var production = await TestApi.StartAsync(environment: "Production");
        using var info = await production.Client().GetAsync("/api/status-levels/info", ("Cookie", $"__Host-session_id={value}"));
        await info.ShouldBeOkAsync();
    }

    [Fact]
    public async Task A_cursor_that_is_none_of_ours_is_422_on_every_list()
    {
        var document = await ApiDocument.ReadAsync(shared.Anyone);
        var lists = document.Operations.Where(operation =>
            operation.Method == "GET"
            && operation.Parameters.Any(parameter => parameter["name"]!.GetValue<string>() == "cursor")).ToArray();
        Assert.True(lists.Length >= 9, $"{lists.Length} lists");
        var organization = (await shared.OrganizationWithAsync("A")).Id;
        foreach (var list in lists)
        {
            var path = list.Path.Replace("{organization_id}", $"{organization}", StringComparison.Ordinal)
                .Replace("{endpoint_id}", $"{Guid.NewGuid()}", StringComparison.Ordinal);
            string[] cursors =
            [
                "!", new string('!', 32), $"{new string('A', 31)}=", new string('_', 32),
                "%F0%9F%8E%88", "gICA", .. Enumerable.Range(0, 20).Select(_ => Value()),
            ];
            foreach (var cursor in cursors)
            {
                using var answer = await shared.Admin.GetAsync($"{path}?cursor={Uri.EscapeDataString(cursor)}", []);
                Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode} for {cursor} at {path}");
            }

            using var refused = await shared.Admin.GetAsync($"{path}?cursor={new string('!', 32)}", []);
            await refused.ShouldBeProblemAsync(422, "validation_failed");
        }
    }

    [Fact]
    public async Task Whatever_is_presented_nothing_crashes()
    {
        var statuses = new SortedDictionary<int, int>();
        for (var request = 0; request < Requests; request++)
        {
            var line = Lines[request % Lines.Length];
            var head = new StringBuilder($"{line} HTTP/1.1\r\nContent-Type: application/json\r\n");
            var body = line.StartsWith("POST", StringComparison.Ordinal) ? "{}" : "";
            head.Append("Content-Length: ").Append(body.Length);
            for (var header = RandomNumberGenerator.GetInt32(1, 4); header > 0; header--)
            {
                head.Append("\r\n").Append(Headers[RandomNumberGenerator.GetInt32(Headers.Length)]).Append(Value());
            }

            var (status, text) = await RawRequest.SendAsync(secured.Api, head.ToString(), body);
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            Assert.True(status is > 0 and < 500, $"{text}\nwas answered to\n{head}");
        }

        output.WriteLine(string.Join(", ", statuses));
        Assert.True(statuses.ContainsKey(200) && statuses.ContainsKey(401), string.Join(", ", statuses));
    }

    /// <summary>Nearly right, or anything.</summary>
    private string Value() => RandomNumberGenerator.GetInt32(7) switch
    {
        0 => Damaged($"{Encoded(32)}.{Encoded(32)}"),
        1 => Damaged(Encoded(48)),
        2 => Damaged(Encoded(24)),
        3 => Token(),
        4 => Damaged($"\"{RandomNumberGenerator.GetString(Letters, 8)}\", W/\"{Guid.NewGuid()}\", *"),
        5 => Damaged($"00-{RandomNumberGenerator.GetHexString(32)}-{RandomNumberGenerator.GetHexString(16)}-01"),
        _ => RandomNumberGenerator.GetString(Letters + Odd, RandomNumberGenerator.GetInt32(1, 90)),
    };

    private static string Encoded(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>With one sign or two put in the place of others.</summary>
    private static string Damaged(string text)
    {
        var signs = text.ToCharArray();
        for (var damage = RandomNumberGenerator.GetInt32(3); damage > 0; damage--)
        {
            signs[RandomNumberGenerator.GetInt32(signs.Length)] = RandomNumberGenerator.GetItems<char>(Letters + Odd, 1)[0];
        }

        return new(signs);
    }

    /// <summary>A token as its issuer writes it, but for a claim or a part that is odd.</summary>
    private string Token()
    {
        var odd = RandomNumberGenerator.GetItems<string>(
            ["\"\\ud800\"", "7", "null", "{}", "[[]]", "\"\\u0000\"", "1e400", $"\"{new string('x', 300)}\"", "\"a\",\"sub\":\"b\""], 1)[0];
        var claim = RandomNumberGenerator.GetItems<string>(["iss", "sub", "aud", "exp", "nbf", "typ", "cnf"], 1)[0];
        var claims = secured.Issuer.Claims("somebody");
        claims.Remove(claim);
        var text = $"{claims.ToJsonString()[..^1]},\"{claim}\":{odd}}}";
        return RandomNumberGenerator.GetInt32(2) == 0
            ? secured.Issuer.TokenOf(text)
            : Damaged($"{Base64Url.EncodeToString("""{"alg":"RS256"}"""u8)}.{Payload(text)}.{Encoded(64)}");

        static string Payload(string claims) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
    }
}
