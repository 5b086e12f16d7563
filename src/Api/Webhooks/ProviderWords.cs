using System.Collections.Frozen;

namespace StatusLevels.Api.Webhooks;

/// <summary>
/// What the words of payment providers mean to the rules. The one table of them; a word that means null is ignored: no claim, nothing
/// written.
/// </summary>
internal static class ProviderWords
{
    /// <summary>The answer to a word that is not in the table.</summary>
    public static readonly ProblemCode UnknownStatus = new("unknown_subscription_status", 422);

    public const string Stripe = "stripe";
    public const string YooKassa = "yookassa";

    // Stripe reports statuses of subscriptions.
    private static readonly (string Word, SubscriptionStatus? Means)[] StripeRows =
    [
        ("trialing", SubscriptionStatus.Trialing),
        ("active", SubscriptionStatus.Active),
        ("past_due", SubscriptionStatus.PastDue),
        ("unpaid", SubscriptionStatus.Unpaid),
        ("paused", SubscriptionStatus.Paused),
        ("canceled", SubscriptionStatus.Canceled),
        ("cancelled", SubscriptionStatus.Canceled),
        ("incomplete", null),
        ("incomplete_expired", SubscriptionStatus.Expired),
    ];

    private static readonly FrozenDictionary<string, SubscriptionStatus?> OfStripe = Table(StripeRows);

    // The product's own words are Stripe's, and one more.
    private static readonly FrozenDictionary<string, SubscriptionStatus?> Own = Table(
        [.. StripeRows, ("expired", SubscriptionStatus.Expired)]);

    // YooKassa reports statuses of payments: one that it cancels is a renewal that failed. One under way decides nothing yet.
    private static readonly FrozenDictionary<string, SubscriptionStatus?> OfYooKassa = Table(
        ("succeeded", SubscriptionStatus.Active),
        ("canceled", SubscriptionStatus.PastDue),
        ("cancelled", SubscriptionStatus.PastDue),
        ("pending", null),
        ("waiting_for_capture", null));

    public static IReadOnlyList<string> Providers { get; } = [Stripe, YooKassa];

    /// <summary>The words that this provider uses; without a provider, those of the product itself.</summary>
    public static IReadOnlyDictionary<string, SubscriptionStatus?> Of(string? provider) => provider switch
    {
        null => Own,
        Stripe => OfStripe,
        YooKassa => OfYooKassa,
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "There are no words of this provider."),
    };

    private static FrozenDictionary<string, SubscriptionStatus?> Table(params (string Word, SubscriptionStatus? Means)[] rows) =>
        rows.ToFrozenDictionary(row => row.Word, row => row.Means, StringComparer.Ordinal);
}
