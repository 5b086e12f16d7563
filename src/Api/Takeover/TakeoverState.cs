using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Takeover;

/// <summary>How an organization stands here before it is taken over.</summary>
/// <param name="Version">Of its account; 0 without one.</param>
/// <param name="OnlyImported">Its history holds nothing but what was imported, and what time did since.</param>
/// <param name="Fingerprint">Of its rows there when its takeover began; null when it did not.</param>
/// <param name="IsDone">Whether that was finished.</param>
/// <param name="Accepted">The levels that were let in then.</param>
/// <param name="IsForgotten">Whether it was forgotten here: nothing of it may come back.</param>
internal sealed record TakeoverStanding(
    long Version, bool OnlyImported, byte[]? Fingerprint, bool IsDone, IReadOnlyList<string> Accepted, bool IsForgotten)
{
    public static TakeoverStanding Unknown { get; } = new(0, true, null, false, [], false);
}

/// <summary>What was taken over, organization by organization.</summary>
internal sealed class TakeoverState(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Standings = """
        select wanted.id, coalesce(s.version, 0),
               not exists (
                   select from statuslevels.organization_status_history as h
                   where h.organization_id = wanted.id and h.epoch = s.epoch and h.reason is distinct from 'imported' and h.actor_kind <> 'system'),
               t.fingerprint, t.done_at is not null, coalesce(t.accepted, '{}'), s.forgotten_at is not null
        from unnest($1::uuid[]) as wanted (id)
        left join statuslevels.organization_status as s on s.organization_id = wanted.id
        left join statuslevels.takeover_organizations as t on t.organization_id = wanted.id
        """;

    private const string Begin = """
        insert into statuslevels.takeover_organizations (organization_id, fingerprint, accepted, begun_at)
        select id, fingerprint, string_to_array(accepted, ','), $4
        from unnest($1::uuid[], $2::bytea[], $3::text[]) as begun (id, fingerprint, accepted)
        on conflict (organization_id) do update set (fingerprint, accepted) = (excluded.fingerprint, excluded.accepted)
        where takeover_organizations.done_at is null
        """;

    private const string End = """
        update statuslevels.takeover_organizations as t
        set fingerprint = d.fingerprint, done_at = coalesce(t.done_at, $4),
            accepted = array(select distinct unnest(t.accepted || string_to_array(d.accepted, ',')) order by 1)
        from unnest($1::uuid[], $2::bytea[], $3::text[]) as d (id, fingerprint, accepted)
        where t.organization_id = d.id
        """;

    private const string KnownRows = """
        select h.level, h.metadata ->> 'event_id', h.effective_at
        from statuslevels.organization_status_history as h
        join statuslevels.organization_status as s on (s.organization_id, s.epoch) = (h.organization_id, h.epoch)
        where h.organization_id = $1 and h.reason = 'imported'
        """;

    private const string HeldLevels = "select level from statuslevels.organization_status_levels where organization_id = $1";

    private const string ClosedRequests = """
        select id from statuslevels.status_upgrade_requests where organization_id = $1 and status <> 'pending'
        """;

    public async Task<Dictionary<OrganizationId, TakeoverStanding>> ReadAsync(
        IEnumerable<OrganizationId> organizations, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Standings).With(organizations.Select(id => id.Value).ToArray());
        var rows = await command.ReadAllAsync(
            row => (Id: new OrganizationId(row.GetGuid(0)), Standing: new TakeoverStanding(
                row.GetInt64(1), row.GetBoolean(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3), row.GetBoolean(4),
                row.GetFieldValue<string[]>(5), row.GetBoolean(6))),
            cancellationToken);
        return rows.ToDictionary(row => row.Id, row => row.Standing);
    }

    public async Task BeginAsync(IReadOnlyCollection<TakenOrganization> begun, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Begin).With(
            begun.Select(taken => taken.Id.Value).ToArray(), begun.Select(taken => taken.Fingerprint).ToArray(),
            begun.Select(taken => taken.AcceptedText).ToArray(), clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What an account here knows already of another product.</summary>
    public async Task<KnownFacts> ReadKnownAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(KnownRows).With(organization.Value);
        var rows = await command.ReadAllAsync(
            row => (Level: row.Member<StatusLevel>(0), Id: row.TextOrNull(1), At: row.Instant(2)), cancellationToken);
        var last = rows.GroupBy(row => row.Level).ToDictionary(rows => rows.Key, rows => rows.Max(row => row.At));
        await using var held = database.CreateCommand(HeldLevels).With(organization.Value);
        var levels = await held.ReadAllAsync(row => row.Member<StatusLevel>(0), cancellationToken);
        await using var closed = database.CreateCommand(ClosedRequests).With(organization.Value);
        return new KnownFacts(
            rows.Select(row => row.Id).OfType<string>().ToHashSet(StringComparer.Ordinal),
            last, levels.Where(last.ContainsKey).ToHashSet(),
            (await closed.ReadAllAsync(row => row.GetGuid(0), cancellationToken)).ToHashSet());
    }

    public async Task EndAsync(IReadOnlyCollection<TakenOrganization> done, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(End).With(
            done.Select(taken => taken.Id.Value).ToArray(), done.Select(taken => taken.Fingerprint).ToArray(),
            done.Select(taken => taken.AcceptedText).ToArray(), clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>An organization that is being taken over.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Fingerprint">Of its rows there.</param>
/// <param name="Accepted">The levels that a person let in.</param>
/// <param name="Version">The version that its account must have here.</param>
/// <param name="Facts">What is to be imported; null when it was already.</param>
internal sealed record TakenOrganization(
    OrganizationId Id, byte[] Fingerprint, IReadOnlyList<StatusLevel> Accepted, long Version, StatusCommand.Import? Facts)
{
    /// <summary>Nothing of it was taken over before.</summary>
    public bool IsNew { get; init; }

    public string AcceptedText => string.Join(',', Accepted);
}
