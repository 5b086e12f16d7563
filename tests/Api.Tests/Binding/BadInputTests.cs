using System.Globalization;
using System.Text;

namespace StatusLevels.Api.Tests.Binding;

/// <summary>What is refused, how, and that a refusal leaves everything as it was: version, history and every row.</summary>
public sealed class BadInputTests(SharedApi shared)
{
    private const string NotUtf8 = "\u00ff";

    // In every row: the levels held before; the call; the refusal; the field that is at fault, if one is.
    public static TheoryData<string, string, string, string?, int, string, string?> Refusals { get; } = new()
    {
        // What is no JSON.
        { "A", "POST", "", "", 400, "malformed_json", null },
        { "A", "POST", "", "{", 400, "malformed_json", null },
        { "A", "POST", "", """{"level":"B",}""", 400, "malformed_json", null },
        { "A", "POST", "", """{"level":"B"} {"level":"C"}""", 400, "malformed_json", null },
        { "A", "POST", "", """{"level":"B","level":"C"}""", 400, "malformed_json", null },
        { "A", "POST", "", "{'level':'B'}", 400, "malformed_json", null },
        { "A", "POST", "", "{\"level\":\"B\",\"notes\":\"" + NotUtf8 + "\"}", 400, "malformed_json", null },
        { "B", "PATCH", "/B", """{"valid_until":}""", 400, "malformed_json", null },
        { "B", "DELETE", "/B", "{", 400, "malformed_json", null },

        // What has not the shape of the call.
        { "A", "POST", "", "[]", 422, "validation_failed", "$" },
        { "A", "POST", "", "null", 422, "validation_failed", "$" },
        { "A", "POST", "", "{}", 422, "validation_failed", "level" },
        { "A", "POST", "", """{"level":null}""", 422, "validation_failed", "level" },
        { "A", "POST", "", """{"level":2}""", 422, "validation_failed", "level" },
        { "A", "POST", "", """{"level":"D"}""", 422, "validation_failed", "level" },
        { "A", "POST", "", """{"level":"0"}""", 422, "validation_failed", "level" },
        { "A", "POST", "", """{"level":"b"}""", 422, "validation_failed", "level" },
        { "A", "POST", "", """{"level":" B"}""", 422, "validation_failed", "level" },
        { "A", "POST", "", """{"level":"В"}""", 422, "validation_failed", "level" }, // Cyrillic
        { "A", "POST", "", """{"level":"B","valid_until":"soon"}""", 422, "validation_failed", "valid_until" },
        { "A", "POST", "", """{"level":"B","valid_until":"2030-01-01"}""", 422, "validation_failed", "valid_until" },
        { "A", "POST", "", """{"level":"B","valid_until":"2030-01-01T00:00:00"}""", 422, "validation_failed", "valid_until" },
        { "A", "POST", "", """{"level":"B","valid_until":1893456000}""", 422, "validation_failed", "valid_until" },
        { "A", "POST", "", """{"level":"B","notes":7}""", 422, "validation_failed", "notes" },
        { "A", "POST", "", """{"level":"B","notes":"NUL \u0000"}""", 422, "validation_failed", "notes" },
        { "A", "POST", "", """{"level":"B","notes":"half \ud83c"}""", 422, "validation_failed", "notes" },
        { "A", "POST", "", """{"level":"B","notes":"half \udffa"}""", 422, "validation_failed", "notes" },
        { "A", "POST", "", """{"level":"B","notes":"1001"}""", 422, "validation_failed", "notes" },
        { "B", "POST", "", """{"level":"A","subscription_id":""}""", 422, "validation_failed", "subscription_id" },
        { "B", "POST", "", """{"level":"A","subscription_id":"256"}""", 422, "validation_failed", "subscription_id" },
        { "B", "POST", "", """{"level":"A","subscription_id":"sub\u0000"}""", 422, "validation_failed", "subscription_id" },
        { "B", "PATCH", "/D", null, 422, "validation_failed", "level" },
        { "B", "PATCH", "/b", null, 422, "validation_failed", "level" },
        { "B", "PATCH", "/B", """{"valid_until":"2030-13-01T00:00:00Z"}""", 422, "validation_failed", "valid_until" },
        { "B", "DELETE", "/D", null, 422, "validation_failed", "level" },
        { "B", "DELETE", "/B?notify=perhaps", null, 422, "validation_failed", "notify" },
        { "B", "DELETE", "/B?reason=nul%00", null, 422, "validation_failed", "reason" },
        { "B", "DELETE", "/B?reason=501", null, 422, "validation_failed", "reason" },
        { "B", "DELETE", "/B", """{"reason":"501"}""", 422, "validation_failed", "reason" },
        { "B", "DELETE", "/B", """{"reason":"half \ud83c"}""", 422, "validation_failed", "reason" },

        // What the rules refuse.
        { "A", "POST", "", """{"level":"B","valid_until":"2020-01-01T00:00:00Z"}""", 422, "valid_until_in_past", null },
        { "A", "POST", "", """{"level":"B","valid_until":"0001-01-01T00:00:00Z"}""", 422, "valid_until_in_past", null },
        { "A", "POST", "", """{"level":"B","valid_until":"IN_11_YEARS"}""", 422, "valid_until_too_far", null },
        { "A", "POST", "", """{"level":"B","valid_until":"9999-12-31T23:59:59.999Z"}""", 422, "valid_until_too_far", null },
        { "B", "POST", "", """{"level":"A","valid_until":"2020-01-01T00:00:00Z"}""", 422, "valid_until_in_past", null },
        { "AB", "POST", "", """{"level":"C","valid_until":"IN_30_DAYS"}""", 422, "level_c_never_expires", null },
        { "", "POST", "", """{"level":"C"}""", 422, "level_c_requires_b", null },
        { "A", "POST", "", """{"level":"C"}""", 422, "level_c_requires_b", null },
        { "A", "POST", "", """{"level":"A"}""", 409, "level_already_active", null },
        { "B", "POST", "", """{"level":"B"}""", 409, "level_already_active", null },
        { "BC", "POST", "", """{"level":"C"}""", 409, "level_already_active", null },
        { "", "PATCH", "/B", null, 404, "level_not_active", null },
        { "A", "PATCH", "/A", null, 422, "valid_until_required", null },
        { "A", "PATCH", "/A", """{"valid_until":"IN_30_DAYS"}""", 422, "valid_until_not_later", null },
        { "B", "PATCH", "/B", """{"valid_until":"IN_30_DAYS"}""", 422, "valid_until_not_later", null },
        { "B", "PATCH", "/B", """{"valid_until":"2020-01-01T00:00:00Z"}""", 422, "valid_until_in_past", null },
        { "B", "PATCH", "/B", """{"valid_until":"IN_11_YEARS"}""", 422, "valid_until_too_far", null },
        { "BC", "PATCH", "/C", null, 422, "level_c_never_expires", null },
        { "A", "POST", "/B/verification", null, 404, "level_not_active", null },
        { "A", "DELETE", "/B", null, 404, "level_not_active", null },
        { "", "DELETE", "/A", null, 404, "level_not_active", null },
        { "B", "DELETE", "/C?reason=no", null, 404, "level_not_active", null },

        // What is not there.
        { "B", "PUT", "/B", "{}", 405, "method_not_allowed", null },
        { "B", "POST", "/A/verification", null, 404, "not_found", null },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_is_refused_changes_nothing(
        string held, string method, string path, string? body, int status, string code, string? field)
    {
        var organization = await shared.OrganizationWithAsync(held);
        var before = await organization.RowsAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), organization.Levels + Filled(path))
        {
            // Latin-1 keeps ASCII as it is and turns the one letter beyond it into a byte that no UTF-8 has; the rest is UTF-8.
            Content = body is null
                ? null
                : Json.Content(
                    body.Contains(NotUtf8, StringComparison.Ordinal)
                        ? Encoding.Latin1.GetBytes(body)
                        : Encoding.UTF8.GetBytes(Filled(body))),
        };

        using var answer = await shared.Admin.SendAsync(request);

        var problem = await answer.ShouldBeProblemAsync(status, code);
        if (field is not null)
        {
            Assert.Equal([field], problem.Fields());
        }

        Assert.Equal(before, await organization.RowsAsync());
        Assert.Equal(held.Length, (await organization.StatusAsync()).GetProperty("version").GetInt64());
        Assert.Equal(held.Length, (await organization.HistoryAsync()).GetProperty("pagination").GetProperty("total").GetInt64());
    }

    public static TheoryData<string, string> RoutesWithAnId { get; } = new()
    {
        { "GET", "/api/organizations/{0}/status" },
        { "GET", "/api/organizations/{0}/status-history" },
        { "POST", "/api/admin/organizations/{0}/status-levels" },
        { "PATCH", "/api/admin/organizations/{0}/status-levels/B" },
        { "POST", "/api/admin/organizations/{0}/status-levels/B/verification" },
        { "DELETE", "/api/admin/organizations/{0}/status-levels/B" },
    };

    [Theory]
    [MemberData(nameof(RoutesWithAnId))]
    public async Task An_id_that_is_no_uuid_is_400_on_every_route(string method, string route)
    {
        string[] ids =
        [
            "7", "honey-farm", "{6f9619ff-8b86-d011-b42d-00c04fc964ff}", "6f9619ff8b86d011b42d00c04fc964ff",
            "6f9619ff-8b86-d011-b42d-00c04fc964f", "id x",
            " 6f9619ff-8b86-d011-b42d-00c04fc964ff", "6f9619ff-8b86-d011-b42d-00c04fc964ff\n",
        ];
        foreach (var id in ids)
        {
            using var request = new HttpRequestMessage(
                new HttpMethod(method), string.Format(CultureInfo.InvariantCulture, route, Uri.EscapeDataString(id)))
            {
                Content = method == "POST" && route.EndsWith("status-levels", StringComparison.Ordinal)
                    ? Json.Content("""{"level":"A"}""")
                    : null,
            };

            using var answer = await shared.Admin.SendAsync(request);

            await answer.ShouldBeProblemAsync(400, "malformed_id");
        }
    }

    [Theory]
    [InlineData("POST", "", """{"level":"B","padding":"PADDING"}""")]
    [InlineData("PATCH", "/B", """{"valid_until":null,"padding":"PADDING"}""")]
    [InlineData("DELETE", "/B", """{"reason":"no","padding":"PADDING"}""")]
    public async Task A_body_of_64_KiB_is_read_and_one_byte_more_is_413(string method, string path, string frame)
    {
        var organization = await shared.OrganizationWithAsync(method == "POST" ? "" : "B");
        var before = await organization.RowsAsync();

        await (await organization.SendAsync(new HttpMethod(method), path, Padded(frame, (64 * 1024) + 1)))
            .ShouldBeProblemAsync(413, "body_too_large");
        Assert.Equal(before, await organization.RowsAsync());

        await (await organization.SendAsync(new HttpMethod(method), path, Padded(frame, 64 * 1024))).ShouldBeOkAsync();
        Assert.NotEqual(before, await organization.RowsAsync());
    }

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("page=-1", "page")]
    [InlineData("page=1.5", "page")]
    [InlineData("page=one", "page")]
    [InlineData("page=99999999999999999999", "page")]
    [InlineData("per_page=0", "per_page")]
    [InlineData("per_page=all", "per_page")]
    [InlineData("upto=-1", "upto")]
    [InlineData("level=D", "level")]
    [InlineData("action=shredded", "action")]
    public async Task A_history_query_that_makes_no_sense_is_422(string query, string field)
    {
        using var answer = await shared.Admin.GetAsync($"{shared.Organization().Address}/status-history?{query}");

        Assert.Equal([field], (await answer.ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    private static string Padded(string frame, int bytes) =>
        frame.Replace("PADDING", new string('x', bytes - Encoding.UTF8.GetByteCount(frame) + "PADDING".Length), StringComparison.Ordinal);

    /// <summary>Puts long texts and instants that depend on today into a row of the table.</summary>
    private static string Filled(string text) => text
        .Replace("1001", new string('n', 1001), StringComparison.Ordinal)
        .Replace("\"256\"", $"\"{new string('s', 256)}\"", StringComparison.Ordinal)
        .Replace("501", new string('r', 501), StringComparison.Ordinal)
        .Replace("IN_30_DAYS", Wire(TimeProvider.System.GetUtcNow().AddDays(30)), StringComparison.Ordinal)
        .Replace("IN_11_YEARS", Wire(TimeProvider.System.GetUtcNow().AddYears(11)), StringComparison.Ordinal);

    private static string Wire(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
