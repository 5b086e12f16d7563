using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Org.BouncyCastle.Math.EC.Rfc8032;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Transparency;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>One try: what goes out.</summary>
public sealed class WebhookSenderTests : IDisposable
{
    private readonly SenderRig rig = new();

    public void Dispose() => rig.Dispose();

    private async Task<(Attempt Attempt, ReceivedCall Call)> DeliverAsync(
        Func<WebhookTarget, WebhookTarget>? change = null, DueDelivery? delivery = null)
    {
        await using var receiver = await TestReceiver.StartAsync();
        var target = SenderRig.Target(receiver.Url);
        var attempt = await rig.SendAsync(change?.Invoke(target) ?? target, delivery);
        return (attempt, Assert.Single(receiver.Calls));
    }

    [Fact]
    public async Task The_event_comes_as_a_structured_cloud_event_with_the_status_after_it()
    {
        var id = Guid.Empty;
        var (attempt, call) = await DeliverAsync(target =>
        {
            id = target.Id;
            return target;
        });

        Assert.Equal((AttemptOutcome.Delivered, 204, null), (attempt.Outcome, attempt.StatusCode, attempt.Error));
        Assert.Equal("application/json", call.Headers["Content-Type"]);
        Assert.Equal("StatusLevels/0.1.0", call.Headers["User-Agent"]);
        Assert.False(call.Headers.ContainsKey("StatusLevels-Replay"));
        Assert.Equal(
            $$$$"""{"specversion":"1.0","id":"0b9f6c1e-6c0e-4c8e-9d43-5f0a2f7c1a11/0/3","source":"urn:statuslevels","type":"status.level.granted","subject":"0b9f6c1e-6c0e-4c8e-9d43-5f0a2f7c1a11","time":"2026-03-01T12:00:00.000Z","sequence":"3","previoussequence":"2","epoch":"0","recipient":"{{{{id}}}}","datacontenttype":"application/json","data":{"level": "B","status":{"version": 1}}}""",
            Encoding.UTF8.GetString(call.Body));
    }

    [Theory]
    [InlineData("{}", """{"status":{"version": 1}}""")]
    [InlineData("{ }", """{"status":{"version": 1}}""")]
    [InlineData("""{"a": {"b": 1}}""", """{"a": {"b": 1},"status":{"version": 1}}""")]
    [InlineData("""{"reason": "Лицензия </script> \u0001 😀"}""", """{"reason": "Лицензия </script> \u0001 😀","status":{"version": 1}}""")]
    public async Task Data_goes_out_as_it_was_stored(string data, string expected)
    {
        var (_, call) = await DeliverAsync(delivery: SenderRig.Delivery(data, previous: null));

        using var body = JsonDocument.Parse(call.Body);
        Assert.Equal(expected, body.RootElement.GetProperty("data").GetRawText());
        Assert.False(body.RootElement.TryGetProperty("previoussequence", out _));
    }

    [Fact]
    public async Task Each_signature_is_genuine()
    {
        var previous = SHA256.HashData("the secret before"u8);
        var (_, call) = await DeliverAsync(target => target with
        {
            PreviousSecret = previous,
            PreviousExpiresAt = TimeProvider.System.GetUtcNow().AddHours(1),
        });

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{call.Headers["webhook-id"]}.{call.Headers["webhook-timestamp"]}."), .. call.Body];
        var signatures = call.Headers["webhook-signature"].Split(' ');
        Assert.Equal(
            [$"v1,{Convert.ToBase64String(HMACSHA256.HashData(SenderRig.Secret, signed))}", $"v1,{Convert.ToBase64String(HMACSHA256.HashData(previous, signed))}"],
            signatures[..2]);
        var asymmetric = Assert.Single(signatures[2..]);
        Assert.StartsWith("v1a,", asymmetric, StringComparison.Ordinal);
        Assert.True(Ed25519.Verify(
            Convert.FromBase64String(asymmetric[4..]), 0, new Ed25519Key(SenderRig.Seed).PublicKey.ToArray(), 0, signed, 0, signed.Length));
        Assert.InRange(
            TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()
                - long.Parse(call.Headers["webhook-timestamp"], CultureInfo.InvariantCulture), 0, 30);
    }

    [Fact]
    public async Task The_library_of_others_takes_it_for_genuine()
    {
        var (_, call) = await DeliverAsync(delivery: SenderRig.Delivery("""{"reason": "Лицензия 😀"}"""));
        var headers = new HeaderDictionary();
        foreach (var (name, value) in call.Headers)
        {
            headers[name] = value;
        }

        new StandardWebhook(SenderRig.Secret).Verify(Encoding.UTF8.GetString(call.Body), headers);
        Assert.Throws<WebhookVerificationException>(
            () => new StandardWebhook(SenderRig.Seed).Verify(Encoding.UTF8.GetString(call.Body), headers));
    }

    [Fact]
    public async Task A_secret_that_was_replaced_and_ran_out_signs_nothing()
    {
        var (_, call) = await DeliverAsync(target => target with
        {
            PreviousSecret = SenderRig.Seed,
            PreviousExpiresAt = TimeProvider.System.GetUtcNow(),
        });

        Assert.Equal(["v1", "v1a"], call.Headers["webhook-signature"].Split(' ').Select(signature => signature.Split(',')[0]));
    }

    [Fact]
    public async Task What_is_sent_again_on_request_says_so_and_an_endpoint_chooses_the_type()
    {
        var (_, call) = await DeliverAsync(
            target => target with { ContentType = "application/cloudevents+json" }, SenderRig.Delivery(isReplay: true));

        Assert.Equal(("true", "application/cloudevents+json"), (call.Headers["StatusLevels-Replay"], call.Headers["Content-Type"]));
    }
}
