using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>Invariants 3 and 6: the events alone make the state, the same question has one answer, and a refusal changes nothing.</summary>
internal sealed class PurityWitness : IWitness
{
    // To write a state out takes longer than everything else together, and a difference seldom goes away again.
    private const int CompareInFullEvery = 10;

    private StatusBook? folded;

    private int turns;

    public void See(Turn turn)
    {
        folded ??= StatusBook.Empty(turn.Before.OrganizationId);
        var again = Turn.Take(turn.Before, turn.Command, turn.Context).Decision;
        Assert.Equal(turn.Decision.Verdict, again.Verdict);
        if (!turn.TookEffect)
        {
            Assert.Same(turn.Before, turn.Decision.Book);
            Assert.Empty(turn.Decision.Events);
            Assert.Same(turn.Before, again.Book);
            return;
        }

        foreach (var happened in turn.Decision.Events)
        {
            folded = folded.Apply(happened);
        }

        Assert.Equal(Outline(turn.Decision.Book), Outline(again.Book));
        Assert.Equal(Outline(turn.Decision.Book), Outline(folded));
        if (++turns % CompareInFullEvery == 0)
        {
            var stored = Books.Json(turn.Decision.Book);
            Assert.Equal(Books.Json(turn.Decision.Events), Books.Json(again.Events));
            Assert.Equal(stored, Books.Json(again.Book));
            Assert.Equal(stored, Books.Json(folded));
        }
    }

    private static (int, long, string, long, DateTimeOffset?, DateTimeOffset?, int, int, bool, bool, bool) Outline(StatusBook book) => (
        book.Epoch, book.Sequence, book.HeadHash, book.OutboxNumber, book.RecordedAt, book.NextDue, book.Notices.Length,
        book.Subscriptions.Length,
        book.A is null, book.B is null, book.C is null);
}
