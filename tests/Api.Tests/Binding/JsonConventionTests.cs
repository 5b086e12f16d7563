using System.Net;
using System.Text;
using StatusLevels.Api.Binding;

namespace StatusLevels.Api.Tests.Binding;

public sealed class JsonConventionTests(SharedApi shared)
{
    private const string Good = """{"user":{"id":"1","email":"a@b","display_name":"n","platform_role":null,"locale":null},"expires_at":"2026-03-01T03:00:00.123987+03:00"}""";

    private readonly HttpClient client = shared.Api.Client();

    private Task<HttpResponseMessage> PostAsync(string json) => client.PostAsync("/probe/body", Json.Content(json));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"email\":}")]
    [InlineData("{\"email\":\"a\",}")]
    [InlineData("{'email':'a'}")]
    [InlineData("{} {}")]
    [InlineData("{\"email\":NaN}")]
    [InlineData("/* c */ {}")]
    [InlineData("{\"email\":\"raw\u0000nul\"}")]
    public async Task What_is_not_json_is_400(string body) => await (await PostAsync(body)).ShouldBeProblemAsync(400, "malformed_json");

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_400() =>
        await (await client.PostAsync("/probe/body", Json.Content([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8])))
            .ShouldBeProblemAsync(400, "malformed_json");

    [Fact]
    public async Task A_member_named_twice_is_400_also_deep_inside_and_escaped()
    {
        await (await PostAsync("""{"user":{},"user":{}}""")).ShouldBeProblemAsync(400, "malformed_json");
        var problem = await (await PostAsync("""{"x":[{"a":1,"\u0061":2}]}""")).ShouldBeProblemAsync(400, "malformed_json");
        Assert.Contains("x[0].a", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(17, true, true)]
    [InlineData(20_000, true, true)]
    [InlineData(17, false, true)]
    [InlineData(16, false, false)]
    public async Task Depth_is_bounded_and_named_as_the_fault(int levels, bool isClosed, bool isTooDeep)
    {
        var problem = await (await PostAsync(new string('[', levels) + new string(']', isClosed ? levels : 0)))
            .ShouldBeProblemAsync(400, "malformed_json");

        Assert.Equal(isTooDeep, problem.Text("detail").Contains("too deep", StringComparison.Ordinal));
        Assert.Equal(!isTooDeep, problem.Text("detail").Contains("not well-formed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("14", 14)]
    [InlineData("14.0", 14)]
    [InlineData("1.4e1", 14)]
    [InlineData("1E1", 10)]
    [InlineData("-0.0", 0)]
    [InlineData("2147483647.00", int.MaxValue)]
    [InlineData("14.5", null)]
    [InlineData("2147483648", null)]
    [InlineData("1e400", null)]
    [InlineData("\"14\"", null)]
    [InlineData("true", null)]
    [InlineData("[14]", null)]
    public void A_whole_number_is_one_however_it_is_written(string json, int? number)
    {
        if (number is { } whole)
        {
            Assert.Equal(whole, System.Text.Json.JsonSerializer.Deserialize<int>(json, ApiJson.Options));
            Assert.Equal(whole, System.Text.Json.JsonSerializer.Deserialize<long?>(json, ApiJson.Options));
        }
        else
        {
            Assert.Throws<System.Text.Json.JsonException>(() => System.Text.Json.JsonSerializer.Deserialize<int>(json, ApiJson.Options));
        }
    }

    [Theory]
    [InlineData("2026-11-27T00:00:00+03:00", true)]
    [InlineData("2026-11-27T00:00:00 03:00", true)]
    [InlineData("2026-11-27 00:00:00Z", false)]
    [InlineData("soon", false)]
    public async Task A_plus_in_a_query_that_became_a_blank_is_named_as_the_cause(string from, bool isNamed)
    {
        using var answer = await shared.Admin.GetAsync($"/api/admin/audit?from={from}", []);

        var problem = await answer.ShouldBeProblemAsync(422, "validation_failed");
        Assert.Equal(isNamed, problem.GetProperty("errors").GetProperty("from")[0].GetString()!.Contains("%2B", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("7")]
    public async Task Json_that_is_no_object_is_422(string body) =>
        Assert.Equal(["$"], (await (await PostAsync(body)).ShouldBeProblemAsync(422, "validation_failed")).Fields());

    [Fact]
    public async Task Every_wrong_member_is_named_at_once()
    {
        var problem = await (await PostAsync("""{"user":{"id":1,"email":["n"],"display_name":null},"expires_at":true}""")).ShouldBeProblemAsync(422, "validation_failed");

        Assert.Equal(["expires_at", "user.display_name", "user.email", "user.id", "user.locale", "user.platform_role"], problem.Fields());
        Assert.Equal("must be text", problem.GetProperty("errors").GetProperty("user.id")[0].GetString());
        Assert.Equal("must not be null", problem.GetProperty("errors").GetProperty("user.display_name")[0].GetString());
        Assert.Equal("is required", problem.GetProperty("errors").GetProperty("user.platform_role")[0].GetString());
    }

    [Fact]
    public async Task Missing_members_are_named()
    {
        var problem = await (await client.PostAsync("/api/session", Json.Content("{}"))).ShouldBeProblemAsync(422, "validation_failed");

        Assert.Equal(["email", "password"], problem.Fields());
    }

    [Fact]
    public async Task Names_are_compared_with_case() =>
        Assert.Equal(
            ["email"],
            (
                await (await client.PostAsync("/api/session", Json.Content("""{"Email":"a@b","password":"x"}""")))
                    .ShouldBeProblemAsync(422, "validation_failed")).Fields());

    [Theory]
    [InlineData("""{"user":{"email":"a\u0000b"}}""", "user.email")]
    [InlineData("""{"user":{"email":"\ud800"}}""", "user.email")]
    [InlineData("""{"user":{"email":"\udc00\ud800"}}""", "user.email")]
    [InlineData("""{"unknown":["fine","\ud83d"]}""", "unknown[1]")]
    [InlineData("""{"a\u0000b":1}""", "$")]
    [InlineData("""{"\ud800":1}""", "$")]
    public async Task Text_that_the_database_cannot_hold_is_422(string body, string field) =>
        Assert.Equal([field], (await (await PostAsync(body)).ShouldBeProblemAsync(422, "validation_failed")).Fields());

    [Theory]
    [InlineData("2026-03-01T00:00:00")]
    [InlineData("2026-03-01")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-03-01T24:00:00Z")]
    [InlineData("2026-03-01 00:00:00Z")]
    [InlineData("01/03/2026")]
    [InlineData("1772323200")]
    [InlineData("2026-03-01T00:00:00+0300")]
    [InlineData("٢٠٢٦-03-01T00:00:00Z")]
    public async Task An_instant_without_an_offset_or_that_is_none_is_422(string instant)
    {
        var problem = await (await PostAsync(Good.Replace("2026-03-01T03:00:00.123987+03:00", instant, StringComparison.Ordinal)))
            .ShouldBeProblemAsync(422, "validation_failed");

        Assert.Equal(["expires_at"], problem.Fields());
        Assert.Contains("offset", problem.GetProperty("errors").GetProperty("expires_at")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-01T03:00:00.123987+03:00", "2026-03-01T00:00:00.123Z")]
    [InlineData("2026-02-28t19:00:00-05:00", "2026-03-01T00:00:00.000Z")]
    [InlineData("2026-03-01T00:00:00.1234567890123z", "2026-03-01T00:00:00.123Z")]
    public async Task Instants_go_out_in_utc_with_milliseconds(string sent, string expected)
    {
        using var answer = await PostAsync(Good.Replace("2026-03-01T03:00:00.123987+03:00", sent, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected, (await answer.ReadJsonAsync()).Text("expires_at"));
    }

    [Fact]
    public async Task Text_of_any_language_comes_back_verbatim_and_unknown_members_are_ignored()
    {
        const string Text = "Мастерская «Глина» & <b>Ton+Erde</b> 陶芸 🏺👩‍🔬 \u202Eabc \"quoted\" \\ / \u0001\t";
        var sent = Good.Replace("\"n\"", System.Text.Json.JsonSerializer.Serialize(Text), StringComparison.Ordinal)
            .Replace("{\"user\"", "{\"accept_terms\":true,\"user\"", StringComparison.Ordinal);

        using var answer = await PostAsync(sent);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Text, (await answer.ReadJsonAsync()).GetProperty("user").Text("display_name"));
        Assert.Contains(
            "Мастерская «Глина» & <b>Ton+Erde</b> 陶芸",
            Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lengths_count_characters_not_bytes_or_surrogates()
    {
        var fits = string.Concat(Enumerable.Repeat("🏺", 128));
        await (await client.PostAsync("/api/session", Json.Content($$"""{"email":"x@y","password":"{{fits}}"}""")))
            .ShouldBeProblemAsync(401, "unauthenticated");
        await (await client.PostAsync("/api/session", Json.Content($$"""{"email":"x@y","password":"{{fits}}a"}""")))
            .ShouldBeProblemAsync(422, "validation_failed");
    }
}
