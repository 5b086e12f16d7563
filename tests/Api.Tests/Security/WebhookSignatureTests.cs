using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Security;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Tests.Security;

/// <summary>Signed webhooks: the published example of Standard Webhooks, and what callers get over HTTP.</summary>
public sealed class WebhookSignatureTests(SecuredApi api)
{
    private const string Address = "/api/webhooks/subscription-status-changed";

    // The example with which the specification's own libraries are tested.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly byte[] Payload = "{\"test\": 2432232314}"u8.ToArray();

    private readonly Guid organization = Guid.NewGuid();

    private static WebhookSignatures At(long seconds, string secrets = Secret) => new(
        new SettingsReader(
            new ConfigurationBuilder().AddInMemoryCollection(
                [new("SESSION_SECRET_KEY", "0123fedc4567ba98a7d1c9e24b6f8035"), new("PAYMENTS_WEBHOOK_SECRETS", secrets)]).Build(),
            isDevelopment: false).Read(),
        new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(seconds)));

    private static bool Verify(
        string id = Id, string timestamp = Timestamp, string signatures = Signature, string? body = null, long now = 1614265330) =>
        At(now).Verify(id, timestamp, signatures, body is null ? Payload : Encoding.UTF8.GetBytes(body));

    [Fact]
    public void The_published_example_is_genuine() => Assert.True(Verify());

    [Fact]
    public void One_genuine_signature_among_others_suffices() =>
        Assert.True(Verify(signatures: $"v1,AAAA v1a,{Signature[3..]} v1,{Convert.ToBase64String(new byte[32])} {Signature}"));

    [Fact]
    public void Each_of_several_secrets_verifies()
    {
        var another = SecuredApi.Text(RandomNumberGenerator.GetBytes(32));
        Assert.True(At(1614265330, $"{another},{Secret}").Verify(Id, Timestamp, Signature, Payload));
        Assert.False(At(1614265330, another).Verify(Id, Timestamp, Signature, Payload));
    }

    [Theory]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ2OE=")]
    [InlineData("v1,")]
    [InlineData("v1,nonsense")]
    [InlineData("v1,%%%%")]
    [InlineData("")]
    public void Anything_else_is_not(string signatures) => Assert.False(Verify(signatures: signatures));

    [Fact]
    public void Id_timestamp_and_body_are_what_is_signed()
    {
        Assert.False(Verify(id: "msg_another"));
        Assert.False(Verify(timestamp: "1614265331"));
        Assert.False(Verify(body: "{\"test\":2432232314}"));
        Assert.False(Verify(timestamp: " 1614265330"));
        Assert.False(Verify(timestamp: "99999999999999999999"));
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    public void A_message_counts_for_five_minutes(int later, bool counts) => Assert.Equal(counts, Verify(now: 1614265330 + later));

    private string Body(string? eventId = null, string status = "active") => new JsonObject
    {
        ["subscription_id"] = "sub_1",
        ["new_status"] = status,
        ["organization_id"] = organization.ToString(),
        ["event_id"] = eventId,
        ["note"] = "Оплата 🙂",
    }.ToJsonString();

    private Task<HttpResponseMessage> PostAsync(string body, params (string Name, string Value)[] headers) =>
        api.SendAsync(HttpMethod.Post, Address, body, headers);

    [Fact]
    public async Task A_signed_webhook_is_the_service_payments_and_its_id_is_the_events()
    {
        var headers = SecuredApi.Signed(Body(), SecuredApi.WebhookSecret, $"msg_{organization}");

        var first = await (await PostAsync(Body(), headers)).ShouldBeOkAsync();
        Assert.Equal("granted", first.GetProperty("data").GetProperty("status_levels").GetProperty("level_a_action").Text("action"));
        // The same message with another body under its id: an event that was seen before changes nothing.
        var again = SecuredApi.Signed(Body(status: "canceled"), SecuredApi.NextWebhookSecret, $"msg_{organization}");
        Assert.Equal(first.GetRawText(), (await (await PostAsync(Body(status: "canceled"), again)).ShouldBeOkAsync()).GetRawText());

        await using var actor = api.Api.Database.DataSource.CreateCommand("select actor_kind || ' ' || actor_id from organization_status_history where organization_id = $1");
        actor.Parameters.Add(new() { Value = organization });
        Assert.Equal("service payments", await actor.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_signature_that_is_wrong_is_401_whatever_else_is_presented()
    {
        var admin = await api.SessionAsync(await api.AccountAsync(isPlatformAdmin: true));
        var (_, key) = await api.KeyAsync([Scopes.SubscriptionsWrite]);
        var wrong = SecuredApi.Signed(Body(), new byte[32]);

        await (await PostAsync(Body(), wrong)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await PostAsync(Body(), [.. wrong, ("Cookie", admin)])).ShouldBeProblemAsync(401, "unauthenticated");
        await (await PostAsync(Body(), [.. wrong, SecuredApi.Bearer(key)])).ShouldBeProblemAsync(401, "unauthenticated");
        await (await PostAsync(Body(), ("webhook-signature", "v1,AAAA"))).ShouldBeProblemAsync(401, "unauthenticated");
        await (
            await PostAsync(
                Body(), SecuredApi.Signed(Body(), SecuredApi.WebhookSecret, at: TimeProvider.System.GetUtcNow().AddMinutes(-6))))
            .ShouldBeProblemAsync(401, "unauthenticated");
        await (await PostAsync(Body("changed on the way"), SecuredApi.Signed(Body(), SecuredApi.WebhookSecret)))
            .ShouldBeProblemAsync(401, "unauthenticated");
        Assert.Equal(0, (await api.Client.StatusAsync(organization)).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_genuine_signature_does_not_make_a_bad_bearer_good()
    {
        var genuine = SecuredApi.Signed(Body(), SecuredApi.WebhookSecret);

        await (await PostAsync(Body(), [.. genuine, SecuredApi.Bearer("slk_unknown")])).ShouldBeProblemAsync(401, "unauthenticated");
        var (_, key) = await api.KeyAsync([Scopes.StatusWrite]);
        await (await PostAsync(Body(), [.. genuine, SecuredApi.Bearer(key)])).ShouldBeProblemAsync(403, "forbidden");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_not_even_read()
    {
        var body = new string(' ', 70 * 1024);

        await (await PostAsync(body, SecuredApi.Signed(body, SecuredApi.WebhookSecret))).ShouldBeProblemAsync(413, "body_too_large");
    }

    [Fact]
    public async Task Without_secrets_a_signature_is_not_judged_and_opens_nothing()
    {
        await using var plain = await TestApi.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = Json.Content(Body()) };
        foreach (var (name, value) in SecuredApi.Signed(Body(), SecuredApi.WebhookSecret))
        {
            request.Headers.Add(name, value);
        }

        await (await plain.Client().SendAsync(request)).ShouldBeProblemAsync(401, "unauthenticated");
    }
}
