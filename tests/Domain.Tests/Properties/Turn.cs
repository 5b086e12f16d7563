using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>One command of a sequence, the state before it and the answer.</summary>
internal sealed record Turn(StatusCommand Command, CommandContext Context, StatusBook Before, Decision Decision)
{
    public bool TookEffect => Decision.Refusal is null && !Decision.Verdict.ChangesNothing;

    /// <summary>The instant at which it was decided: the clock's reading, or the last recorded instant when the clock lags.</summary>
    public DateTimeOffset Now => Before.RecordedAt > Context.Now ? Before.RecordedAt.Value : Context.Now;

    public bool ByPerson => Context.Actor.Kind == ActorKind.User;

    public static Turn Take(StatusBook book, StatusCommand command, CommandContext context) =>
        new(command, context, book, book.Decide(command, context, TestCatalog.Default));

    public override string ToString()
    {
        var answer = Decision switch
        {
            { Refusal: { } refusal } => $"refused: {refusal.Code}",
            { Verdict.ChangesNothing: true } => "changes nothing",
            _ => string.Join("; ", Decision.Events.Select(Telling.Of)),
        };
        return $"{Instant.Format(Context.Now)} {Context.Actor.Kind} {Command} => {answer}";
    }
}
