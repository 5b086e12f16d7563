using System.Net;
using StatusLevels.Api.Hosting;

namespace StatusLevels.Api.Tests.Hosting;

/// <summary>One caller has one address, wherever it is written down.</summary>
public sealed class CallerAddressTests
{
    [Theory]
    [InlineData("::ffff:198.51.100.1", "198.51.100.1")]
    [InlineData("198.51.100.1", "198.51.100.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("fe80::1%3", "fe80::1")]
    [InlineData("::1", "::1")]
    public void An_address_has_one_spelling(string came, string plain) =>
        Assert.Equal(plain, CallerAddress.Plain(IPAddress.Parse(came))?.ToString());

    [Fact]
    public async Task What_a_socket_of_both_families_or_a_proxy_says_is_written_down_in_that_spelling()
    {
        await using var api = await TestApi.StartAsync(new() { ["LISTEN_ADDRESS"] = "::", ["TRUSTED_PROXIES"] = "127.0.0.1,::1" });
        var address = new Uri($"http://127.0.0.1:{api.Address.Port}");
        using var client = new HttpClient { BaseAddress = address };
        using var session = await client.PostAsync(
            "/api/session", Json.Content($$"""{"email":"{{TestApi.AdminEmail}}","password":"{{TestApi.AdminPassword}}"}"""), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, session.StatusCode);

        foreach (
            var (forwarded, expected) in new[] { ((string?)null, "127.0.0.1"), ("::ffff:198.51.100.1", "198.51.100.1"),
                ("198.51.100.2", "198.51.100.2") })
        {
            (string, string)[] headers = forwarded is null ? [] : [("X-Forwarded-For", forwarded)];
            using var made = await client.AskAsync(
                HttpMethod.Post, "/api/admin/users", $$"""{"email":"{{Guid.NewGuid():n}}@example.org","display_name":"n"}""", headers);
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            var audit = await (await client.GetAsync("/api/admin/audit?limit=1", [])).ShouldBeOkAsync();
            Assert.Equal(expected, audit.GetProperty("items")[0].Text("ip_address"));
        }
    }
}
