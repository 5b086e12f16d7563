using System.Collections.Immutable;

namespace StatusLevels.Grains.Domain;

/// <summary>The answer to a command.</summary>
/// <param name="Book">The state after it; the state before it when it was refused or changed nothing.</param>
/// <param name="Events">What happened, in order; empty when nothing is to be written.</param>
/// <param name="Verdict">Whether it was refused, and what the caller is told.</param>
public sealed record Decision(StatusBook Book, ImmutableArray<StatusEvent> Events, Verdict Verdict)
{
    /// <summary>Why the command was refused; null when it was not.</summary>
    public Refusal? Refusal => Verdict.Refusal;

    internal static Decision Refused(StatusBook book, Refusal refusal) => new(book, [], refusal);
}

/// <summary>What a rule says of a command.</summary>
public sealed record Verdict
{
    /// <summary>The command took effect.</summary>
    public static Verdict Done { get; } = new();

    /// <summary>The command is fine and there is nothing to do: not even what was due is written for it.</summary>
    public static Verdict Unchanged { get; } = new() { ChangesNothing = true };

    public Refusal? Refusal { get; init; }

    public bool ChangesNothing { get; init; }

    /// <summary>The answer to a subscription event.</summary>
    public SubscriptionOutcome? Subscription { get; init; }

    /// <summary>The answer to a report of metrics.</summary>
    public ReputationOutcome? Reputation { get; init; }

    public static implicit operator Verdict(Refusal refusal) => new() { Refusal = refusal };
}
