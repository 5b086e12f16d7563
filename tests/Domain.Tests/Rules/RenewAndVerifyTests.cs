using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;
using static StatusLevels.Domain.Tests.Stories.Commands;
using static StatusLevels.Grains.Domain.StatusLevel;

namespace StatusLevels.Domain.Tests.Rules;

public sealed class RenewAndVerifyTests
{
    private static readonly DateTimeOffset EndOfB = Story.Instant("2027-09-01T00:00:00Z");

    [Fact]
    public void An_early_renewal_of_B_loses_no_paid_time_and_its_notices_start_afresh()
    {
        var story = Story.Begins().Given(Grant(B)).After(days: 10).When(Renew(B))
            .Then("B renewed", "off: B 60", "off: B 30", "off: B 7", "off: B 1", "planned: B 60, B 30, B 7, B 1");
        Assert.Equal(EndOfB.AddMonths(18), story.Book.CountsUntil(B));
        Assert.Equal(Story.Start, story.Book.B!.LastVerifiedAt);
    }

    [Fact]
    public void Renewals_without_a_date_return_to_the_day_that_the_end_was_set_for()
    {
        var story = Story.Begins("2026-08-31T10:30:00Z");
        Assert.Equal(
            ["2028-02-29", "2029-08-31", "2031-02-28", "2032-08-31"],
            Ends(story.Given(Grant(B)), Renew(B), Renew(B), Renew(B)));
        Assert.Equal(new TimeSpan(10, 30, 0), story.Book.B!.ValidUntil.TimeOfDay);
    }

    [Fact]
    public void Whoever_names_a_date_sets_the_day()
    {
        Assert.Equal(
            ["2027-08-31", "2029-02-28", "2030-08-31"],
            Ends(Story.Begins().Given(Grant(B, Story.Instant("2027-08-31T00:00:00Z"))), Renew(B), Renew(B)));
        Assert.Equal(
            ["2027-08-15", "2028-12-30", "2030-06-30", "2031-12-30"],
            Ends(
                Story.Begins().Given(Grant(B, Story.Instant("2027-08-15T00:00:00Z"))),
                Renew(B, Story.Instant("2028-12-30T00:00:00Z")), Renew(B), Renew(B)));
    }

    [Fact]
    public void A_verification_that_moves_the_date_sets_the_day_and_one_that_does_not_keeps_it()
    {
        var story = Story.Begins("2026-08-31T00:00:00Z").Given(Grant(B)).At("2026-10-30T00:00:00Z");
        Assert.Equal(["2028-02-29", "2028-04-30", "2029-10-30"], Ends(story, Verify(), Renew(B)));

        var kept = Story.Begins("2026-08-31T00:00:00Z").Given(Grant(B)).Given(Renew(B));
        Assert.Equal(["2029-08-31", "2029-08-31", "2031-02-28", "2032-08-31"], Ends(kept, Verify(), Renew(B), Renew(B)));
    }

    [Fact]
    public void A_renewal_that_counts_from_now_sets_the_day()
    {
        var story = Story.Begins("2026-08-31T00:00:00Z").Given(Grant(B)).At("2028-03-10T00:00:00Z");
        Assert.Equal(["2028-02-29", "2029-09-10", "2031-03-10"], Ends(story, Renew(B), Renew(B)));
    }

    [Fact]
    public void An_end_of_a_version_that_kept_no_day_was_set_for_its_own()
    {
        var book = Story.Begins("2026-08-31T00:00:00Z").Given(Grant(B)).Book;
        var renewed = (book with { B = book.B! with { AnchorDay = null } })
            .Decide(Renew(B), new CommandContext(Story.Admin, book.RecordedAt!.Value, new string('a', 32)), TestCatalog.Default);
        Assert.Equal(Story.Instant("2029-08-29T00:00:00Z"), renewed.Book.B!.ValidUntil);
    }

    // The rest of ten years, from every day of four: more renewals are refused.
    [Fact]
    public void From_no_day_do_renewals_without_a_date_drift()
    {
        for (var start = Story.Start; start < Story.Start.AddYears(4); start = start.AddDays(1))
        {
            var story = Story.Begins().At(start).Given(Grant(B));
            for (var terms = 2; terms <= 6; terms++)
            {
                story.Given(Renew(B));
                Assert.Equal(start.AddMonths(18 * terms), story.Book.B!.ValidUntil);
            }
        }
    }

    [Fact]
    public void A_renewal_of_a_suspended_B_counts_from_now_and_restores_it()
    {
        var story = Story.Begins().Given(Grant(B)).At(EndOfB.AddDays(10)).When(Renew(B))
            .ThenEntries("B suspended (validity_ended)", "B renewed", "B restored").ThenCounting("B");
        Assert.Equal(EndOfB.AddDays(10).AddMonths(18), story.Book.CountsUntil(B));
        Assert.Equal("", string.Concat(story.Entries[2].LevelsAfter));
        Assert.Equal("B", string.Concat(story.Entries[3].LevelsAfter));
    }

    [Fact]
    public void A_is_renewed_to_a_later_date()
    {
        var story = Story.Begins().Given(Grant(A, Story.Start.AddDays(20))).When(Renew(A, Story.Start.AddDays(40)))
            .Then("A renewed", "off: A 7", "off: A 1", "planned: A 30, A 7, A 1");
        Assert.Equal(Story.Start.AddDays(40), story.Book.CountsUntil(A));
    }

    [Fact]
    public void A_in_grace_is_renewed_by_hand_to_a_date_after_the_grace()
    {
        var story = Story.Begins().Given(Subscription(SubscriptionStatus.Active)).Given(Subscription(SubscriptionStatus.PastDue));
        story.When(Renew(A, Story.Start.AddDays(14))).ThenRefused("valid_until_not_later")
            .When(Renew(A, Story.Start.AddDays(15))).ThenEntries("A renewed")
            .After(days: 14).WhenTicking().ThenEntries().ThenCounting("A")
            .After(days: 1).WhenTicking().ThenEntries("A expired (validity_ended)");
    }

    [Theory]
    [InlineData(A)]
    [InlineData(B)]
    [InlineData(C)]
    public void A_level_that_is_not_held_is_not_renewed(StatusLevel level) =>
        Story.Begins().When(Renew(level, Story.Start.AddDays(1))).ThenRefused("level_not_active");

    [Fact]
    public void A_without_a_date_is_not_renewed() =>
        Story.Begins().Given(Grant(A, Story.Start.AddDays(20))).When(Renew(A)).ThenRefused("valid_until_required");

    [Fact]
    public void A_renewal_to_no_later_date_is_refused() =>
        Story.Begins().Given(Grant(A, Story.Start.AddDays(20))).Given(Grant(B))
            .When(Renew(A, Story.Start.AddDays(20))).ThenRefused("valid_until_not_later")
            .When(Renew(A, Story.Start.AddDays(10))).ThenRefused("valid_until_not_later")
            .When(Renew(B, EndOfB)).ThenRefused("valid_until_not_later");

    [Fact]
    public void An_open_ended_A_has_no_end_to_move() =>
        Story.Begins().Given(Grant(A)).When(Renew(A, Story.Start.AddDays(20))).ThenRefused("valid_until_not_later");

    [Fact]
    public void A_renewal_into_the_past_or_too_far_is_refused() =>
        Story.Begins().Given(Grant(A, Story.Start.AddDays(20)))
            .When(Renew(A, Story.Start)).ThenRefused("valid_until_in_past")
            .When(Renew(A, Story.Start.AddYears(10).AddMilliseconds(1))).ThenRefused("valid_until_too_far");

    [Fact]
    public void Renewals_without_a_date_stop_at_ten_years()
    {
        var story = Story.Begins().Given(Grant(B));
        for (var renewal = 0; renewal < 5; renewal++)
        {
            story.Given(Renew(B));
        }

        story.When(Renew(B)).ThenRefused("valid_until_too_far");
    }

    [Fact]
    public void C_is_not_renewed() =>
        Story.Begins().Given(Grant(B)).Given(Grant(C)).When(Renew(C, Story.Start.AddDays(3))).ThenRefused("level_c_never_expires");

    [Fact]
    public void A_verification_moves_the_date_to_18_months_from_now()
    {
        var story = Story.Begins().Given(Grant(B)).After(days: 100).When(Verify()).ThenEntries("B renewed (verified)");
        Assert.Equal(story.Now.AddMonths(18), story.Book.CountsUntil(B));
        Assert.Equal(story.Now, story.Book.B!.LastVerifiedAt);
    }

    [Fact]
    public void A_verification_never_shortens_B_and_plans_nothing_twice()
    {
        var end = Story.Start.AddYears(5);
        var story = Story.Begins().Given(Grant(B, end)).After(days: 100).When(Verify()).Then("B renewed (verified)");
        Assert.Equal(end, story.Book.CountsUntil(B));
        Assert.Equal(4, story.Book.Notices.Length);
    }

    [Fact]
    public void A_verification_lifts_a_suspension_up_to_the_last_millisecond_of_30_days()
    {
        Story.Begins().Given(Grant(B)).At(EndOfB.AddDays(30).AddMilliseconds(-1)).When(Verify())
            .ThenEntries("B suspended (validity_ended)", "B renewed (verified)", "B restored (verified)").ThenCounting("B");
        Story.Begins().Given(Grant(B)).At(EndOfB.AddDays(30)).When(Verify()).ThenRefused("level_not_active");
    }

    private static string[] Ends(Story story, params StatusCommand[] commands) =>
    [
        Day(story),
        .. commands.Select(command => Day(story.Given(command))),
    ];

    private static string Day(Story story) => Instant.Format(story.Book.B!.ValidUntil)[..10];

    [Fact]
    public void B_that_is_not_held_is_not_verified() => Story.Begins().Given(Grant(A)).When(Verify()).ThenRefused("level_not_active");
}
