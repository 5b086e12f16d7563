using System.Security.Cryptography;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Organizations;
using StatusLevels.Testing;

namespace StatusLevels.Grains.Tests;

/// <summary>The answer to an event with an id is a row of the same transaction as its change, and so is the answer under a key.</summary>
public sealed class KnownEventTests(SharedSilo shared)
{
    private static readonly Call Payments = new(new Actor(ActorKind.Service, "payments"));

    private readonly OrganizationId id = SharedSilo.NewOrganization();

    private IOrganizationStatusGrain Organization => shared.Organization(id);

    [Fact]
    public async Task What_an_event_did_is_kept_for_90_days_beside_the_answer_under_the_key()
    {
        var key = Key();
        var change = Event(SubscriptionStatus.Active, "e1");

        var reply = await Organization.ChangeSubscription(change, Payments with { Key = key });

        Assert.Equal(reply.Subscription, KeptReply.ReadOutcome(await AnswerAsync(EventKey.Of(id, change)!)));
        Assert.Equal(reply.Subscription, KeptReply.Read(await AnswerAsync(key)).Subscription);
        Assert.True(await shared.Database.ScalarAsync<bool>(
            """
            select organization_id = $2 and answered_at = $3 and expires_at = $3 + interval '90 days'
            from idempotency_keys where id = decode($1, 'hex')
            """,
            EventKey.Of(id, change)!.Id, id.Value, SharedSilo.Start));
    }

    [Fact]
    public async Task An_event_that_comes_again_after_33_others_changes_nothing()
    {
        await Organization.ChangeSubscription(Event(SubscriptionStatus.Active, "e1"), Payments);
        await Organization.ChangeSubscription(Event(SubscriptionStatus.PastDue, "e2"), Payments);
        await OthersAsync(33);
        var before = await shared.Database.FootprintAsync(id, withReminder: false);

        var again = await Organization.ChangeSubscription(Event(SubscriptionStatus.PastDue, "e2"), Payments);

        Assert.Equal((StoreFailure.KeyTaken, false), (again.Failure, again.Written));
        Assert.Equal(before, await shared.Database.FootprintAsync(id, withReminder: false));
        Assert.True((await Organization.ChangeSubscription(Event(SubscriptionStatus.PastDue, "e3"), Payments)).Written);
    }

    [Fact]
    public async Task A_known_event_under_a_new_key_leaves_no_answer_under_the_key_and_a_taken_key_none_for_the_event()
    {
        var (first, second) = (Key(), Key());
        await Organization.ChangeSubscription(Event(SubscriptionStatus.Active, "e1"), Payments with { Key = first });
        await OthersAsync(33);

        Assert.Equal(
            StoreFailure.KeyTaken,
            (await Organization.ChangeSubscription(Event(SubscriptionStatus.Canceled, "e1"), Payments with { Key = second })).Failure);
        Assert.Null(await AnswerAsync(second));

        var other = Event(SubscriptionStatus.Canceled, "e2");
        Assert.Equal(StoreFailure.KeyTaken, (await Organization.ChangeSubscription(other, Payments with { Key = first })).Failure);
        Assert.Null(await AnswerAsync(EventKey.Of(id, other)!));
        Assert.Equal(StatusLevel.A, (await Organization.GetStatus()).CurrentLevel);
    }

    [Fact]
    public async Task An_event_is_another_one_for_another_subscription_and_another_organization()
    {
        var other = SharedSilo.NewOrganization();
        Assert.True((await Organization.ChangeSubscription(Event(SubscriptionStatus.Active, "e1"), Payments)).Written);
        Assert.True((await Organization.ChangeSubscription(Event(SubscriptionStatus.Active, "e1", "s2"), Payments)).Written);
        Assert.True((await shared.Organization(other).ChangeSubscription(Event(SubscriptionStatus.Active, "e1"), Payments)).Written);

        string?[] keys =
        [
            EventKey.Of(id, Event(SubscriptionStatus.Active, "1", "s2"))!.Id,
            EventKey.Of(id, Event(SubscriptionStatus.Active, "21", "s"))!.Id,
            EventKey.Of(other, Event(SubscriptionStatus.Active, "1", "s2"))!.Id,
            EventKey.OfIgnored(id, "s2", "1").Id,
        ];
        Assert.Distinct(keys);
        Assert.Equal(keys[0], EventKey.Of(id, Event(SubscriptionStatus.Canceled, "1", "s2"))!.Id);
        Assert.Null(EventKey.Of(id, new StatusCommand.ChangeSubscription("s1", SubscriptionStatus.Active)));
    }

    [Fact]
    public async Task A_silo_that_reads_what_another_wrote_meanwhile_does_no_event_twice()
    {
        await using var other = await TestSilo.StartAsync(shared.Database, shared.Clock);
        await other.Organization(id).ChangeSubscription(Event(SubscriptionStatus.Active, "e1"), Payments);

        Task<CommandReply> first;
        Task<CommandReply> second;
        await using (await shared.HoldWritesAsync(id))
        {
            first = Organization.ChangeSubscription(Event(SubscriptionStatus.PastDue, "e2"), Payments);
            await shared.WriteIsHeldAsync(id);
            second = other.Organization(id).ChangeSubscription(Event(SubscriptionStatus.PastDue, "e2"), Payments);
        }

        // The one that was second finds that somebody wrote first, and at its next try that the event is known.
        var (written, failed) = ((await first).Written, (await second).Failure);
        Assert.Equal((true, true), (written, failed is StoreFailure.Conflict or StoreFailure.KeyTaken));
        var again = await other.Organization(id).ChangeSubscription(Event(SubscriptionStatus.PastDue, "e2"), Payments);
        Assert.Equal((false, GraceAction.GracePeriodStarted), (again.Written, again.Subscription!.Grace));
        Assert.Equal(2, (await Organization.GetStatus()).Version);
    }

    [Fact]
    public async Task A_projection_that_fails_leaves_the_event_unknown()
    {
        var change = Event(SubscriptionStatus.Active, "e1");
        await shared.BreakAsync("outbox", id);
        Assert.Equal(StoreFailure.Unavailable, (await Organization.ChangeSubscription(change, Payments)).Failure);
        Assert.Null(await AnswerAsync(EventKey.Of(id, change)!));

        await shared.MendAsync(id);
        Assert.True((await Organization.ChangeSubscription(change, Payments)).Written);
    }

    [Fact]
    public async Task Forgetting_takes_the_events_along()
    {
        var change = Event(SubscriptionStatus.Active, "e1");
        await Organization.ChangeSubscription(change, Payments);

        await Organization.Forget(SharedSilo.Admin);

        Assert.Null(await AnswerAsync(EventKey.Of(id, change)!));
    }

    [Fact]
    public async Task An_event_whose_time_is_over_is_a_new_one()
    {
        var change = Event(SubscriptionStatus.Active, "e1");
        await Organization.ChangeSubscription(change, Payments);
        await OthersAsync(33);
        await shared.Database.ExecuteAsync(
            "update idempotency_keys set expires_at = $2 where id = decode($1, 'hex')",
            EventKey.Of(id, change)!.Id, SharedSilo.Start.UtcDateTime);

        Assert.Equal(LevelAAction.AlreadyActive, (await Organization.ChangeSubscription(change, Payments)).Subscription!.LevelA);
    }

    private static StatusCommand.ChangeSubscription Event(SubscriptionStatus status, string eventId, string subscription = "s1") =>
        new(subscription, status, EventId: eventId);

    private static CallKey Key() => new(Hash(), Hash());

    private static string Hash() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private async Task OthersAsync(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            Assert.True((await Organization.ChangeSubscription(Event(SubscriptionStatus.Active, $"other-{number}"), Payments)).Written);
        }
    }

    private Task<string> AnswerAsync(CallKey key) =>
        shared.Database.ScalarAsync<string>("select answer::text from idempotency_keys where id = decode($1, 'hex')", key.Id);
}
