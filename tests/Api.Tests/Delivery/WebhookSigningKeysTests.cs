using System.Security.Cryptography;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Api.Settings;
using StatusLevels.Silo;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>Which of the product's own keys sign when.</summary>
public sealed class WebhookSigningKeysTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Old = SHA256.HashData("old"u8);
    private static readonly byte[] New = SHA256.HashData("new"u8);

    private static int[] SigningAt(WebhookSigningKeys keys, DateTimeOffset now) =>
        [.. keys.SigningAt(now).Select(key => keys.PublicKeys.ToList().FindIndex(one => key.PublicKey.SequenceEqual(one)))];

    [Fact]
    public void Without_a_key_nothing_signs() => Assert.Empty(new WebhookSigningKeys([]).SigningAt(Start));

    [Fact]
    public void The_only_key_signs_at_once_and_for_ever()
    {
        var keys = new WebhookSigningKeys([Old]);
        keys.Publish([Start]);

        Assert.Equal([0], SigningAt(keys, Start));
        Assert.Equal([0], SigningAt(keys, Start.AddYears(5)));
        Assert.Equal([(Start, (DateTimeOffset?)null)], keys.Terms().Select(term => (term.From, term.Until)));
    }

    [Theory]
    [InlineData(0, new[] { 1 })]
    [InlineData(23, new[] { 1 })]
    [InlineData(24, new[] { 0, 1 })]
    [InlineData(47, new[] { 0, 1 })]
    [InlineData(48, new[] { 0 })]
    public void A_new_key_is_published_for_a_day_and_then_both_sign_for_a_day(int hours, int[] expected)
    {
        var keys = new WebhookSigningKeys([New, Old]);
        keys.Publish([Start, Start.AddYears(-1)]);

        Assert.Equal(expected, SigningAt(keys, Start.AddHours(hours)));
    }

    [Fact]
    public void A_key_that_was_made_up_stays_and_a_damaged_one_is_a_sentence()
    {
        using var folder = new TestFolder();

        Assert.Equal(SigningSeed.Made(folder.Path, "webhook-signing-key"), SigningSeed.Made(folder.Path, "webhook-signing-key"));

        var file = Assert.Single(Directory.GetFiles(folder.Path));
        File.WriteAllText(file, "no key");
        var refused = Assert.Throws<StartupException>(() => SigningSeed.Made(folder.Path, "webhook-signing-key"));
        Assert.Contains("webhook-signing-key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Until_it_is_known_since_when_they_are_published_the_oldest_signs_and_none_is_shown()
    {
        var keys = new WebhookSigningKeys([New, Old]);

        Assert.Equal([1], SigningAt(keys, Start));
        Assert.Empty(keys.Terms());
    }
}
