using System.Globalization;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Stories;

/// <summary>
/// One organization in a test: given what happened at which instants, when a command comes, then these events or this refusal.
/// </summary>
internal sealed class Story
{
    public static readonly DateTimeOffset Start = Instant("2026-03-01T00:00:00Z");

    public static readonly Actor Admin = new(ActorKind.User, "admin-1");

    public static readonly Actor Payments = new(ActorKind.Service, "payments");

    public StatusBook Book { get; private set; } = StatusBook.Empty(new OrganizationId(new Guid("6f0e2b8a-5a55-4f0e-9c0d-2b1a7d3c9e10")));

    public DateTimeOffset Now { get; private set; } = Start;

    public StatusLevelCatalog Catalog { get; init; } = TestCatalog.Default;

    /// <summary>The answer to the last command.</summary>
    public Decision Last { get; private set; } = null!;

    /// <summary>Every entry of the account so far, of this epoch and those before it.</summary>
    public List<HistoryEntry> Entries { get; } = [];

    public IEnumerable<Notice> RaisedJustNow => Last.Events.OfType<StatusEvent.NoticeRaised>().Select(raised => raised.Notice);

    public string CountingNow => string.Join(",", Book.CountingLevels(Now));

    public static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public static Story Begins(string? instant = null) => new() { Now = instant is null ? Start : Instant(instant) };

    public Story At(DateTimeOffset instant)
    {
        Now = instant;
        return this;
    }

    public Story At(string instant) => At(Instant(instant));

    public Story After(double days = 0, double hours = 0, double minutes = 0, double milliseconds = 0) =>
        At(
            Now + TimeSpan.FromDays(days) + TimeSpan.FromHours(hours)
                + TimeSpan.FromMinutes(minutes) + TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Something that took effect before the moment of the test.</summary>
    public Story Given(StatusCommand command, Actor? by = null)
    {
        When(command, by);
        Assert.Null(Last.Refusal);
        return this;
    }

    public Story When(StatusCommand command, Actor? by = null, string? ip = null, string? userAgent = null, string? salt = null)
    {
        var actor = by ?? command switch
        {
            StatusCommand.Tick => Actor.System,
            StatusCommand.ChangeSubscription or StatusCommand.ReportReputation => Payments,
            _ => Admin,
        };
        var before = Book;
        Last = before.Decide(command, new CommandContext(actor, Now, salt ?? new string('a', 32), ip, userAgent), Catalog);
        Book = Last.Book;
        Entries.AddRange(Last.Events.Select(happened => happened.Entry).OfType<HistoryEntry>());
        if (Last.Refusal is not null)
        {
            Assert.Same(before, Book);
            Assert.Empty(Last.Events);
        }

        return this;
    }

    public Story WhenTicking() => When(new StatusCommand.Tick());

    /// <summary>Exactly this happened, in this order.</summary>
    public Story Then(params string[] expected)
    {
        Assert.Null(Last.Refusal);
        Assert.Equal(expected, Last.Events.Select(Telling.Of));
        return this;
    }

    /// <summary>These changes of holdings happened, in this order; whatever else did.</summary>
    public Story ThenEntries(params string[] expected)
    {
        Assert.Null(Last.Refusal);
        Assert.Equal(expected, Last.Events.Select(happened => happened.Entry).OfType<HistoryEntry>().Select(Telling.Of));
        return this;
    }

    public Story ThenNothing() => Then();

    public Story ThenRefused(string code)
    {
        Assert.NotNull(Last.Refusal);
        Assert.Equal(code, Last.Refusal.Code);
        return this;
    }

    public Story ThenCounting(string levels)
    {
        Assert.Equal(levels, CountingNow);
        return this;
    }

    public Story ThenAnswered(LevelAAction levelA, GraceAction? grace = null, DateTimeOffset? graceEndsAt = null)
    {
        var answer = Last.Verdict.Subscription;
        Assert.NotNull(answer);
        Assert.Equal((levelA, grace, graceEndsAt), (answer.LevelA, answer.Grace, answer.GraceEndsAt));
        return this;
    }
}
