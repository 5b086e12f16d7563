using System.Diagnostics;
using System.Security.Cryptography;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Organizations;
using StatusLevels.Testing;
using static StatusLevels.Grains.Tests.TestTables;

namespace StatusLevels.Grains.Tests;

/// <summary>The answer to a call with a key is a row of the same transaction as its change.</summary>
public sealed class IdempotencyTests(SharedSilo shared)
{
    private static readonly StatusCommand.Grant GrantB = new(StatusLevel.B, Notes: "заметка \"B\"");

    private readonly OrganizationId id = SharedSilo.NewOrganization();
    private readonly Call keyed = Keyed();

    private IOrganizationStatusGrain Organization => shared.Organization(id);

    [Fact]
    public async Task What_is_kept_is_what_was_answered_for_24_hours()
    {
        var reply = await Organization.Grant(GrantB, keyed);

        Assert.True(reply.Written);
        Assert.Equal(SharedSilo.Start, reply.AnsweredAt);
        Assert.Equal(Text(reply), Text(KeptReply.Read(await AnswerAsync(keyed))));
        Assert.Equal(Text((await Organization.GetStatus()).Levels), Text(reply.Status.Levels));
        Assert.True(await shared.Database.ScalarAsync<bool>(
            "select organization_id = $2 and encode(fingerprint, 'hex') = $3 and answered_at = $4 and expires_at = $4 + interval '24 hours' from idempotency_keys where id = decode($1, 'hex')",
            keyed.Key!.Id, id.Value, keyed.Key.Fingerprint, SharedSilo.Start));
    }

    public static TheoryData<string> Tables =>
        [.. Written.Except(["organization_subscriptions", "status_upgrade_requests", "settled_notices"])];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_projection_that_fails_leaves_no_key(string table)
    {
        await shared.BreakAsync(table, id);

        Assert.Equal(StoreFailure.Unavailable, (await Organization.Grant(GrantB, keyed)).Failure);

        Assert.Null(await AnswerAsync(keyed));
        await shared.MendAsync(id);
        Assert.True((await Organization.Grant(GrantB, keyed)).Written);
        Assert.NotNull(await AnswerAsync(keyed));
    }

    [Fact]
    public async Task A_key_that_is_taken_lets_nothing_be_written_and_the_organization_goes_on()
    {
        await Organization.Grant(GrantB, keyed);
        var before = await shared.Database.FootprintAsync(id, withReminder: false);

        var repeat = await Organization.Verify(keyed);

        Assert.Equal((StoreFailure.KeyTaken, false, 1), (repeat.Failure, repeat.Written, repeat.Status.Version));
        Assert.Equal(before, await shared.Database.FootprintAsync(id, withReminder: false));
        Assert.Equal((null, 2), Outcome(await Organization.Verify(Keyed())));
    }

    [Fact]
    public async Task What_is_refused_or_changes_nothing_is_not_kept_by_the_organization()
    {
        var refused = await Organization.Verify(keyed);
        Assert.Equal((true, false, SharedSilo.Start), (refused.Refusal is Refusal.LevelNotActive, refused.Written, refused.AnsweredAt));
        var idle = await Organization.Tick(keyed);
        Assert.Equal((null, false, SharedSilo.Start), (idle.Refusal, idle.Written, idle.AnsweredAt));

        Assert.Null(await AnswerAsync(keyed));
    }

    [Fact]
    public async Task A_call_with_the_same_key_waits_for_the_one_that_is_under_way_in_another_organization()
    {
        var other = SharedSilo.NewOrganization();
        Task<CommandReply> first;
        Task<CommandReply> second;
        await using (await shared.HoldWritesAsync(id))
        {
            first = Organization.Grant(GrantB, keyed);
            await shared.WriteIsHeldAsync(id);
            second = shared.Organization(other).Grant(GrantB, keyed);
            await KeyIsWaitedForAsync();
        }

        Assert.Equal((null, 1), Outcome(await first));
        Assert.Equal((StoreFailure.KeyTaken, 0), Outcome(await second));
        Assert.Empty(await shared.Database.FootprintAsync(other, withReminder: false));
    }

    [Fact]
    public async Task It_waits_a_few_seconds_and_not_until_its_caller_has_given_up()
    {
        var other = SharedSilo.NewOrganization();
        Task<CommandReply> first;
        await using (await shared.HoldWritesAsync(id))
        {
            first = Organization.Grant(GrantB, keyed);
            await shared.WriteIsHeldAsync(id);
            var started = Stopwatch.GetTimestamp();

            Assert.Equal((StoreFailure.KeyInProgress, 0), Outcome(await shared.Organization(other).Grant(GrantB, keyed)));

            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(2.9), TimeSpan.FromSeconds(4.9));
        }

        await first;
        Assert.Equal((null, 1), Outcome(await shared.Organization(other).Grant(GrantB, Keyed())));
    }

    [Fact]
    public async Task A_key_whose_time_is_over_is_taken_anew()
    {
        await Organization.Grant(GrantB, keyed);
        await shared.Database.ExecuteAsync("update idempotency_keys set expires_at = $2 where id = decode($1, 'hex')", keyed.Key!.Id, SharedSilo.Start.UtcDateTime);

        var again = await Organization.Verify(keyed with { Key = keyed.Key with { Fingerprint = Hash() } });

        Assert.Equal((null, 2), Outcome(again));
        Assert.Equal(Text(again), Text(KeptReply.Read(await AnswerAsync(keyed))));
    }

    [Fact]
    public async Task Forgetting_takes_the_keys_of_the_organization_along_but_for_its_own()
    {
        var neighbour = SharedSilo.NewOrganization();
        var (kept, forget) = (Keyed(), Keyed());
        await Organization.Grant(GrantB, keyed);
        await shared.Organization(neighbour).Grant(GrantB, kept);

        Assert.True((await Organization.Forget(forget)).Written);

        Assert.Null(await AnswerAsync(keyed));
        Assert.NotNull(await AnswerAsync(kept));
        Assert.DoesNotContain("заметка", await AnswerAsync(forget), StringComparison.Ordinal);

        // What began anew is not forgotten by a repetition.
        Assert.True((await Organization.Grant(GrantB, keyed)).Written);
        Assert.Equal(StoreFailure.KeyTaken, (await Organization.Forget(forget)).Failure);
        Assert.Equal(StatusLevel.B, (await Organization.GetStatus()).CurrentLevel);
    }

    [Fact]
    public async Task A_silo_that_does_not_know_of_the_first_call_finds_the_key_taken()
    {
        await using var other = await TestSilo.StartAsync(shared.Database, shared.Clock);
        await Organization.Grant(GrantB, keyed);

        Assert.Equal(StoreFailure.KeyTaken, (await other.Organization(id).Verify(keyed)).Failure);
        Assert.Equal((null, 2), Outcome(await other.Organization(id).Verify(Keyed())));
    }

    private static (StoreFailure?, long) Outcome(CommandReply reply) => (reply.Failure, reply.Status.Version);

    private static Call Keyed() => SharedSilo.Admin with { Key = new CallKey(Hash(), Hash()) };

    private static string Hash() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private Task<string> AnswerAsync(Call call) =>
        shared.Database.ScalarAsync<string>("select answer::text from idempotency_keys where id = decode($1, 'hex')", call.Key!.Id);

    private Task KeyIsWaitedForAsync() => Eventually.HoldsAsync(() => shared.Database.ScalarAsync<bool>(
        "select exists (select from pg_locks where locktype = 'transactionid' and not granted)"));
}
