using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Npgsql;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.History;

/// <summary>
/// Reads the history table. Numbers have no gaps, so a page of the whole history is a
/// range of them: the last page costs what the first does.
/// </summary>
internal sealed class StatusHistory(NpgsqlDataSource database) : IStatusHistory
{
    private const string Columns = """
        select id, sequence, level, action, coalesce(nullif(reason, 'imported'), personal ->> 'reason', reason), actor_kind, actor_id,
               effective_at, recorded_at, levels_after, metadata::text, hash, personal ->> 'notes', reason is not distinct from 'imported'
        from organization_status_history
        """;

    private const string Page = Columns + """

        where organization_id = $1 and epoch = $2 and sequence between $3 and $4
        order by sequence desc
        """;

    private const string FilteredPage = Columns + """

        where organization_id = $1 and epoch = $2 and sequence <= $3 and ($4 is null or level = $4) and ($5 is null or action = $5)
        order by sequence desc
        offset $6 limit $7
        """;

    private const string FilteredTotal = """
        select count(*)
        from organization_status_history
        where organization_id = $1 and epoch = $2 and sequence <= $3 and ($4 is null or level = $4) and ($5 is null or action = $5)
        """;

    private const string Until = """
        select sequence, level, action, reason, actor_kind, actor_id, effective_at, recorded_at, metadata::text
        from organization_status_history
        where organization_id = $1 and epoch = $2 and effective_at <= $3
        order by sequence
        """;

    private const string Verification = "select valid, entries, head_hash, first_broken_sequence from verify_status_history($1)";

    // A hundred thousand entries take seconds; the request has ten.
    private const int VerificationSeconds = 9;

    public async Task<HistoryPage> ReadPage(
        OrganizationId organization, int epoch, long upTo, HistoryQuery query, CancellationToken cancellationToken)
    {
        if (query.Level is null && query.Action is null)
        {
            var newest = upTo - query.Skip;
            await using var command = database.CreateCommand(Page)
                .With(organization.Value, epoch, Math.Max(1, newest - query.Take + 1), newest);
            return new HistoryPage(newest < 1 ? [] : await Read(command, cancellationToken), upTo, upTo);
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var count = new NpgsqlCommand(FilteredTotal, connection)
            .With(organization.Value, epoch, upTo, SqlValue.Word(query.Level), SqlValue.Word(query.Action));
        var total = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        await using var page = new NpgsqlCommand(FilteredPage, connection)
            .With(organization.Value, epoch, upTo, SqlValue.Word(query.Level), SqlValue.Word(query.Action), query.Skip, query.Take);
        return new HistoryPage(await Read(page, cancellationToken), total, upTo);
    }

    public async IAsyncEnumerable<PastEntry> ReadUntil(
        OrganizationId organization, int epoch, DateTimeOffset at, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Until).With(organization.Value, epoch, at.ToUniversalTime());
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            yield return new PastEntry
            {
                Sequence = row.GetInt64(0),
                Level = row.Member<StatusLevel>(1),
                Action = row.Member<HistoryAction>(2),
                Reason = row.TextOrNull(3),
                Actor = new Actor(row.Member<ActorKind>(4), row.TextOrNull(5)),
                EffectiveAt = row.Instant(6),
                RecordedAt = row.Instant(7),
                Metadata = StoredMetadata.Read(row.GetString(8)),
            };
        }
    }

    public async Task<HistoryVerdict> Verify(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Verification).With(organization.Value);
        command.CommandTimeout = VerificationSeconds;
        var verdict = await command.ReadOneAsync(
            row => new HistoryVerdict(row.GetBoolean(0), row.GetInt64(1), row.TextOrNull(2), row.ValueOrNull<long>(3)), cancellationToken);
        return verdict!;
    }

    private static async Task<ImmutableArray<HistoryItem>> Read(NpgsqlCommand command, CancellationToken cancellationToken) =>
    [
        .. await command.ReadAllAsync(
            row => new HistoryItem
            {
                Id = row.GetGuid(0),
                Sequence = row.GetInt64(1),
                Level = row.Member<StatusLevel>(2),
                Action = row.Member<HistoryAction>(3),
                Reason = row.TextOrNull(4),
                Actor = new Actor(row.Member<ActorKind>(5), row.TextOrNull(6)),
                EffectiveAt = row.Instant(7),
                RecordedAt = row.Instant(8),
                LevelsAfter = [.. row.Members<StatusLevel>(9)],
                MetadataJson = row.GetString(10),
                Hash = row.GetString(11),
                Notes = row.TextOrNull(12),
                IsImported = row.GetBoolean(13),
            },
            cancellationToken),
    ];
}
