using System.Globalization;
using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests.Webhooks;

/// <summary>Something that is said to the product about one organization.</summary>
internal abstract record Said
{
    private Said() { }

    /// <summary>The payment provider reports a status; instants in days from now.</summary>
    public sealed record Event(
        string Status, string Subscription = "sub_1", double? OccurredInDays = null, int? GraceDays = null, double? PeriodEndsInDays = null,
        string? EventId = null, string? Provider = null) : Said
    {
        public JsonObject Body(Guid organization, DateTimeOffset now)
        {
            var body =
                new JsonObject
                {
                    ["subscription_id"] = Subscription,
                    ["new_status"] = Status,
                    ["organization_id"] = organization.ToString()
                };
            Add("occurred_at", Instant(OccurredInDays));
            Add("grace_period_days", GraceDays is { } days ? JsonValue.Create(days) : null);
            Add("current_period_end", Instant(PeriodEndsInDays));
            Add("event_id", EventId);
            Add("provider", Provider);
            return body;

            JsonNode? Instant(double? inDays) =>
                inDays is { } shift ? now.AddDays(shift).ToString("O", CultureInfo.InvariantCulture) : null;

            void Add(string name, JsonNode? value)
            {
                if (value is not null)
                {
                    body[name] = value;
                }
            }
        }
    }

    /// <summary>A platform admin grants A.</summary>
    public sealed record Grant(double? ValidForDays = null) : Said;

    /// <summary>A platform admin revokes A.</summary>
    public sealed record Revoke : Said;
}

/// <summary>
/// A row of the subscription table: what was said before, what comes, what is answered, and how A stands then, to which end in days from
/// now.
/// </summary>
internal sealed record SubscriptionRow(
    Said[] Before, Said.Event When, string LevelA, string? Grace = null, double? GraceEndsInDays = null, string A = "none",
    double? AEndsInDays = null);

/// <summary>The subscription table as the payments team meets it.</summary>
internal static class SubscriptionRows
{
    private static readonly Said.Event Paid = new("active", OccurredInDays: -1);
    private static readonly Said.Event Active = new("active");
    private static readonly Said.Event PastDue = new("past_due");

    public static Dictionary<string, SubscriptionRow> All { get; } = new(StringComparer.Ordinal)
    {
        ["trialing: A is granted"] = new([], new("trialing"), "granted", A: "active"),
        ["active: A is granted"] = new([], Active, "granted", A: "active"),
        ["active after trialing: A was active already"] = new([new Said.Event("trialing")], Active, "already_active", A: "active"),
        ["active beside a manual A: A was active already"] = new([new Said.Grant()], Active, "already_active", A: "active"),
        ["active in grace: the grace is cleared"] = new([Paid, PastDue], Active, "already_active", "grace_period_cleared", A: "active"),
        ["active after a cancellation to a date: the date goes"] = new(
            [Paid, new Said.Event("canceled", PeriodEndsInDays: 20)], Active, "renewed", A: "active"),
        ["active after a person's revocation: nothing comes back"] = new([Paid, new Said.Revoke()], Active, "blocked"),
        ["past_due: grace of 14 days starts"] = new(
            [Paid], new("past_due", OccurredInDays: 0), "retained", "grace_period_started", 14, "grace", 14),
        ["unpaid with grace days of its own"] = new(
            [Paid], new("unpaid", OccurredInDays: 0, GraceDays: 90), "retained", "grace_period_started", 90, "grace", 90),
        ["past_due again in grace: nothing restarts"] = new(
            [new Said.Event("active", OccurredInDays: -9), new Said.Event("past_due", OccurredInDays: -4)], PastDue,
            "retained", "already_in_grace", 10, "grace", 10),
        ["past_due without a claim: recorded, nothing else"] = new([], PastDue, "none"),
        ["past_due of 20 days ago: started and ended in one write"] = new(
            [new Said.Event("active", OccurredInDays: -30)], new("past_due", OccurredInDays: -20), "revoked", "grace_period_started", -6),
        ["past_due without a day of grace: A ends at once"] = new(
            [Paid], new("past_due", GraceDays: 0, OccurredInDays: 0), "revoked", "grace_period_started", 0),
        ["canceled in grace: A lasts to the end of grace, the period's end is ignored"] = new(
            [new Said.Event("active", OccurredInDays: -9), new Said.Event("past_due", OccurredInDays: -4)],
            new("canceled", PeriodEndsInDays: 60),
            "retained", "already_in_grace", 10, "grace", 10),
        ["expired in grace: the same"] = new(
            [new Said.Event("active", OccurredInDays: -9), new Said.Event("past_due", OccurredInDays: -4)], new("expired"),
            "retained", "already_in_grace", 10, "grace", 10),
        ["paused in grace: the same"] = new(
            [new Said.Event("active", OccurredInDays: -9), new Said.Event("past_due", OccurredInDays: -4)], new("paused"),
            "retained", "already_in_grace", 10, "grace", 10),
        ["canceled with a paid period ahead: A lasts to its end"] = new(
            [Paid], new("canceled", PeriodEndsInDays: 40), "renewed", A: "active", AEndsInDays: 40),
        ["cancelled, spelled so: the same"] = new([Paid], new("cancelled", PeriodEndsInDays: 40), "renewed", A: "active", AEndsInDays: 40),
        ["paused with a paid period ahead: the same"] = new(
            [Paid], new("paused", PeriodEndsInDays: 5), "renewed", A: "active", AEndsInDays: 5),
        ["canceled without a paid period: A ends now"] = new([Paid], new("canceled"), "revoked"),
        ["expired with a period that is over: A ends now"] = new([Paid], new("expired", PeriodEndsInDays: -1), "revoked"),
        ["canceled beside a manual A: A stays"] = new([Paid, new Said.Grant()], new("canceled"), "retained", A: "active"),
        ["canceled beside another subscription: A stays"] = new(
            [Paid, new Said.Event("active", "sub_2")], new("canceled"), "retained", A: "active"),
        ["canceled beside a dated manual A: A has that date now"] = new(
            [Paid, new Said.Grant(9)], new("canceled"), "renewed", A: "active", AEndsInDays: 9),
        ["canceled without a claim: recorded, nothing else"] = new([], new("canceled", PeriodEndsInDays: 40), "none"),
        ["older than the last one applied: ignored"] = new([Paid], new("canceled", OccurredInDays: -2), "ignored_stale", A: "active"),
        ["an event of the same id: the first answer again"] = new(
            [new Said.Event("active", EventId: "evt_1")], new("active", EventId: "evt_1"), "granted", A: "active"),
        ["Stripe's incomplete: ignored"] = new([], new("incomplete", Provider: "stripe"), "none"),
        ["Stripe's incomplete_expired: expired"] = new([Paid], new("incomplete_expired", Provider: "stripe"), "revoked"),
        ["YooKassa's succeeded: active"] = new([], new("succeeded", Provider: "yookassa"), "granted", A: "active"),
        ["YooKassa's canceled: past_due"] = new(
            [new Said.Event("succeeded", OccurredInDays: -1, Provider: "yookassa")],
            new("canceled", OccurredInDays: 0, Provider: "yookassa"),
            "retained", "grace_period_started", 14, "grace", 14),
        ["YooKassa's pending: ignored"] = new([Paid], new("pending", Provider: "yookassa"), "none", A: "active"),
    };
}
