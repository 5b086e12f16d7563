using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Pages.Passport;

/// <summary>What everybody may know of an organization's past: days and levels, neither reasons nor people.</summary>
/// <param name="HasPast">It has, or had, a level.</param>
/// <param name="ForgottenAt">Nothing is known of it any more, since then; null: it is not forgotten.</param>
/// <param name="Events">The newest first.</param>
internal sealed record PassportFacts(bool HasPast, DateTimeOffset? ForgottenAt, IReadOnlyList<PassportEvent> Events);

/// <summary>Something that everybody may know.</summary>
/// <param name="At">When it took effect.</param>
/// <param name="Level">Of which level it is.</param>
/// <param name="Kind">What happened, as the sentences of pages call it: however a level ended, it ended.</param>
internal sealed record PassportEvent(DateTimeOffset At, StatusLevel Level, string Kind)
{
    public const string Suspension = "suspended";
}

/// <summary>Reads them.</summary>
internal sealed class PassportFactsReader(NpgsqlDataSource database)
{
    /// <summary>How many are shown.</summary>
    public const int Most = 20;

    private const string Find = """
        select s.last_sequence > 0, case when s.last_sequence = 0 then s.forgotten_at end, h.effective_at, h.level, h.action
        from statuslevels.organization_status as s
        left join lateral (
            select h.sequence, h.effective_at, h.level, h.action
            from statuslevels.organization_status_history as h
            where h.organization_id = s.organization_id and h.epoch = s.epoch and h.action = any ($2)
            order by h.sequence desc
            limit $3) as h on true
        where s.organization_id = $1
        order by h.sequence desc
        """;

    private static readonly Dictionary<HistoryAction, string> Kinds = new()
    {
        [HistoryAction.Granted] = "granted",
        [HistoryAction.AutoGranted] = "granted",
        [HistoryAction.Renewed] = "renewed",
        [HistoryAction.Suspended] = PassportEvent.Suspension,
        [HistoryAction.Restored] = "restored",
        [HistoryAction.Revoked] = "ended",
        [HistoryAction.Expired] = "ended",
        [HistoryAction.Degraded] = "ended",
    };

    private static readonly string[] Actions = [.. Kinds.Keys.Select(Words.Of)];

    public async Task<PassportFacts> ReadAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find).With(organization.Value, Actions, Most);
        var rows = await command.ReadAllAsync(
            row => (HasPast: row.GetBoolean(0), ForgottenAt: row.InstantOrNull(1), Event: EventOf(row)), cancellationToken);
        return rows is [var first, ..]
            ? new(first.HasPast, first.ForgottenAt, [.. rows.Select(row => row.Event).OfType<PassportEvent>()])
            : new(HasPast: false, ForgottenAt: null, []);
    }

    private static PassportEvent? EventOf(NpgsqlDataReader row) => row.IsDBNull(2)
        ? null
        : new(row.Instant(2), row.Member<StatusLevel>(3), Kinds[row.Member<HistoryAction>(4)]);
}
