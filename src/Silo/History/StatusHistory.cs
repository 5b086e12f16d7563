using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Organizations;

namespace StatusLevels.Silo.History;

/// <summary>Reads the history table. Numbers have no gaps, so a page of the whole history is a range of them: the last page costs what the first does.</summary>
internal sealed class StatusHistory(NpgsqlDataSource database) : IStatusHistory
{
    private const string Columns = """
        select id, sequence, level, action, coalesce(reason, personal ->> 'reason'), actor_kind, actor_id, effective_at, recorded_at,
               levels_after, metadata::text, hash, personal ->> 'notes'
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
        select sequence, level, action, reason, actor_kind, actor_id, recorded_at, metadata::text
        from organization_status_history
        where organization_id = $1 and epoch = $2 and effective_at <= $3
        order by sequence
        """;

    private const string Verification = "select valid, entries, head_hash, first_broken_sequence from verify_status_history($1)";

    // A hundred thousand entries take seconds; the request has ten.
    private const int VerificationSeconds = 9;

    public async Task<HistoryPage> ReadPage(OrganizationId organization, int epoch, long upTo, HistoryQuery query, CancellationToken cancellationToken)
    {
        if (query.Level is null && query.Action is null)
        {
            var newest = upTo - query.Skip;
            await using var command = database.CreateCommand(Page);
            Add(command, organization, epoch);
            command.Parameters.Add(new() { Value = Math.Max(1, newest - query.Take + 1) });
            command.Parameters.Add(new() { Value = newest });
            return new HistoryPage(newest < 1 ? [] : await Read(command, cancellationToken), upTo, upTo);
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var count = Filtered(new NpgsqlCommand(FilteredTotal, connection), organization, epoch, upTo, query);
        var total = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        await using var page = Filtered(new NpgsqlCommand(FilteredPage, connection), organization, epoch, upTo, query);
        page.Parameters.Add(new() { Value = query.Skip });
        page.Parameters.Add(new() { Value = query.Take });
        return new HistoryPage(await Read(page, cancellationToken), total, upTo);
    }

    public async IAsyncEnumerable<PastEntry> ReadUntil(
        OrganizationId organization, int epoch, DateTimeOffset at, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Until);
        Add(command, organization, epoch);
        command.Parameters.Add(new() { Value = at.ToUniversalTime() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return new PastEntry
            {
                Sequence = reader.GetInt64(0),
                Level = Member<StatusLevel>(reader.GetString(1)),
                Action = Member<HistoryAction>(reader.GetString(2)),
                Reason = Text(reader, 3),
                Actor = new Actor(Member<ActorKind>(reader.GetString(4)), Text(reader, 5)),
                RecordedAt = reader.GetFieldValue<DateTimeOffset>(6),
                Metadata = StoredMetadata.Read(reader.GetString(7)),
            };
        }
    }

    public async Task<HistoryVerdict> Verify(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Verification);
        command.CommandTimeout = VerificationSeconds;
        command.Parameters.Add(new() { Value = organization.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new HistoryVerdict(
            reader.GetBoolean(0), reader.GetInt64(1), Text(reader, 2), reader.IsDBNull(3) ? null : reader.GetInt64(3));
    }

    private static NpgsqlCommand Filtered(NpgsqlCommand command, OrganizationId organization, int epoch, long upTo, HistoryQuery query)
    {
        Add(command, organization, epoch);
        command.Parameters.Add(new() { Value = upTo });
        command.Parameters.Add(Word(query.Level));
        command.Parameters.Add(Word(query.Action));
        return command;
    }

    private static void Add(NpgsqlCommand command, OrganizationId organization, int epoch)
    {
        command.Parameters.Add(new() { Value = organization.Value });
        command.Parameters.Add(new() { Value = epoch });
    }

    private static NpgsqlParameter Word<TEnum>(TEnum? member) where TEnum : struct, Enum => new()
    {
        Value = member is { } given ? Words.Of(given) : DBNull.Value,
        NpgsqlDbType = NpgsqlDbType.Text,
    };

    private static async Task<ImmutableArray<HistoryItem>> Read(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var items = ImmutableArray.CreateBuilder<HistoryItem>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new HistoryItem
            {
                Id = reader.GetGuid(0),
                Sequence = reader.GetInt64(1),
                Level = Member<StatusLevel>(reader.GetString(2)),
                Action = Member<HistoryAction>(reader.GetString(3)),
                Reason = Text(reader, 4),
                Actor = new Actor(Member<ActorKind>(reader.GetString(5)), Text(reader, 6)),
                EffectiveAt = reader.GetFieldValue<DateTimeOffset>(7),
                RecordedAt = reader.GetFieldValue<DateTimeOffset>(8),
                LevelsAfter = [.. reader.GetFieldValue<string[]>(9).Select(Member<StatusLevel>)],
                MetadataJson = reader.GetString(10),
                Hash = reader.GetString(11),
                Notes = Text(reader, 12),
            });
        }

        return items.DrainToImmutable();
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static TEnum Member<TEnum>(string word) where TEnum : struct, Enum =>
        Words.TryParse<TEnum>(word, out var member) ? member : throw new InvalidDataException($"The history holds \"{word}\", which is no {typeof(TEnum).Name}.");
}
