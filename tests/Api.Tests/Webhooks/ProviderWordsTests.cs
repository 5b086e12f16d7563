using StatusLevels.Api.Webhooks;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Tests.Webhooks;

public sealed class ProviderWordsTests
{
    private const string Ignored = "(ignored)";

    [Theory]
    [InlineData("trialing", "trialing")]
    [InlineData("active", "active")]
    [InlineData("past_due", "past_due")]
    [InlineData("unpaid", "unpaid")]
    [InlineData("paused", "paused")]
    [InlineData("canceled", "canceled")]
    [InlineData("cancelled", "canceled")]
    [InlineData("incomplete", Ignored)]
    [InlineData("incomplete_expired", "expired")]
    public void Stripe_reports_subscriptions(string word, string means)
    {
        Assert.Equal(means, Meaning(ProviderWords.Stripe, word));
        Assert.Equal(means, Meaning(null, word));
    }

    [Theory]
    [InlineData("succeeded", "active")]
    [InlineData("canceled", "past_due")]
    [InlineData("cancelled", "past_due")]
    [InlineData("pending", Ignored)]
    [InlineData("waiting_for_capture", Ignored)]
    public void YooKassa_reports_payments_and_one_that_is_cancelled_is_a_renewal_that_failed(string word, string means) =>
        Assert.Equal(means, Meaning(ProviderWords.YooKassa, word));

    [Fact]
    public void Every_status_of_the_product_is_a_word_of_its_own() =>
        Assert.All(Enum.GetValues<SubscriptionStatus>(), status => Assert.Equal(Words.Of(status), Meaning(null, Words.Of(status))));

    [Theory]
    [InlineData(null, "succeeded")]
    [InlineData(null, "Active")]
    [InlineData(null, "")]
    [InlineData("stripe", "expired")]
    [InlineData("stripe", "succeeded")]
    [InlineData("yookassa", "active")]
    public void Anything_else_is_no_word(string? provider, string word) => Assert.False(ProviderWords.Of(provider).ContainsKey(word));

    private static string Meaning(string? provider, string word) =>
        ProviderWords.Of(provider)[word] is { } status ? Words.Of(status) : Ignored;
}
