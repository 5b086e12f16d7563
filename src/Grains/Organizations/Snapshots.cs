using System.Collections.Immutable;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>Turns the state at an instant into what readers get.</summary>
internal static class Snapshots
{
    public static StatusSnapshot Of(long version, StatusBook book, DateTimeOffset now, StatusLevelCatalog catalog) => new(
        book.OrganizationId, version, Levels(book, now), book.NextDue, book.Metrics, book.PendingRequest,
        book.NextRequestAllowedAt(StatusLevel.B, catalog), book.NextRequestAllowedAt(StatusLevel.C, catalog),
        [.. book.Subscriptions.Select(subscription => Subscription(subscription, book.A?.ClaimOf(subscription.Id)))],
        book.ForgottenAt, book.Forgotten, book.Epoch, book.Sequence);

    /// <summary>What was held at an instant that is past. It says the same whether it was folded from the history or taken from memory.</summary>
    public static PastStatus Past(StatusBook book, DateTimeOffset at, long version, DateTimeOffset? forgottenAt) => new(
        at, [.. Levels(book, at).Select(level => level with { Notes = null, SubscriptionId = null, OnJudgement = false })],
        book.Sequence, version, forgottenAt);

    /// <summary>The holdings at an instant, from the entries that count since then or before.</summary>
    public static async Task<StatusBook> Fold(
        this IStatusHistory history, OrganizationId organization, int epoch, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var past = new PastHoldings(organization, epoch);
        await foreach (var entry in history.ReadUntil(organization, epoch, at, cancellationToken))
        {
            past.Add(entry);
        }

        return past.At(at);
    }

    /// <summary>What is held at this instant, lowest first.</summary>
    public static ImmutableArray<LevelSnapshot> Levels(StatusBook book, DateTimeOffset now)
    {
        var levels = ImmutableArray.CreateBuilder<LevelSnapshot>(3);
        if (book.A is { } a)
        {
            levels.Add(new LevelSnapshot(
                a.Id, StatusLevel.A, book.Counts(StatusLevel.A, now), a.GraceEndsAt is null ? LevelState.Active : LevelState.Grace,
                a.GrantedAt, a.GrantedBy, a.ValidUntil, null, a.GraceEndsAt, null, null, null, book.CountsUntil(StatusLevel.A), false,
                a.LatestClaim.SubscriptionId, a.Notes));
        }

        if (book.B is { } b)
        {
            levels.Add(new LevelSnapshot(
                b.Id, StatusLevel.B, book.Counts(StatusLevel.B, now), State(b.SuspendedAt), b.GrantedAt, b.GrantedBy, b.ValidUntil,
                b.LastVerifiedAt, null, b.SuspendedAt, b.RestorableUntil, null, book.CountsUntil(StatusLevel.B), false, b.SubscriptionId, b.Notes));
        }

        if (book.C is { } c)
        {
            levels.Add(new LevelSnapshot(
                c.Id, StatusLevel.C, book.Counts(StatusLevel.C, now), State(c.SuspendedAt), c.GrantedAt, c.GrantedBy, null, null, null,
                c.SuspendedAt, null, c.AtRiskUntil, book.CountsUntil(StatusLevel.C), c.OnJudgement, null, c.Notes));
        }

        return levels.DrainToImmutable();
    }

    private static LevelState State(DateTimeOffset? suspendedAt) => suspendedAt is null ? LevelState.Active : LevelState.Suspended;

    private static SubscriptionSnapshot Subscription(Subscription subscription, Claim? claim) => new(
        subscription.Id, subscription.Status, claim?.Kind == ClaimKind.Grace ? claim.EndsAt : null, subscription.CurrentPeriodEnd,
        claim is not null, subscription.Blocked, subscription.OccurredAt);
}
