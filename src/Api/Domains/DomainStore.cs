using Npgsql;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Badges;
using StatusLevels.Api.Mail;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Domains;

/// <summary>The sites of organizations.</summary>
internal sealed class DomainStore(
    NpgsqlDataSource database, AuditedChanges changes, BadgeFactsMemory facts, DomainMail mail, TimeProvider clock)
{
    /// <summary>How many an organization may have.</summary>
    public const int Most = 10;

    /// <summary>How long a proof may be gone before the site is lost.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    /// <summary>How often each site is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    private const string Columns = "domain, added_at, verified_at, method, checked_at, failing_since, lost_at, fault";

    private const string List =
        $"select {Columns} from statuslevels.organization_domains where organization_id = $1 order by added_at, domain";

    private const string One = $"select {Columns} from statuslevels.organization_domains where organization_id = $1 and domain = $2";

    private const string HasRoom = "select count(*) < $2 from statuslevels.organization_domains where organization_id = $1";

    private const string Insert = "insert into statuslevels.organization_domains (organization_id, domain, added_at) values ($1, $2, $3)";

    private const string Delete = "delete from statuslevels.organization_domains where organization_id = $1 and domain = $2";

    // One node takes each: whoever asks at the same time passes over it.
    private const string Claim = """
        update statuslevels.organization_domains as d
        set checked_at = $1
        from (
            select organization_id, domain from statuslevels.organization_domains
            where checked_at is null or checked_at <= $2
            order by checked_at nulls first limit $3 for update skip locked) as due
        where (d.organization_id, d.domain) = (due.organization_id, due.domain)
        returning d.organization_id, d.domain
        """;

    // A proof that is there clears what was; one that is clearly gone counts from the first look that found it gone.
    private const string Note = """
        update statuslevels.organization_domains
        set checked_at = $3,
            fault = $5,
            method = case when $4::text is not null then $4 when lost then null else method end,
            verified_at = case when $4 is not null then coalesce(verified_at, $3) when lost then null else verified_at end,
            lost_at = case when $4 is not null then null when lost then $3 else lost_at end,
            failing_since = case when $4 is not null or lost then null when $6 and verified_at is not null then coalesce(failing_since, $3) else failing_since end
        from (
            select $6 and verified_at is not null and failing_since <= $7 as lost
            from statuslevels.organization_domains where organization_id = $1 and domain = $2) as judged
        where organization_id = $1 and domain = $2
        returning coalesce(lost and $4 is null, false)
        """;

    public async Task<IReadOnlyList<DomainReply>> ReadAsync(Guid organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(List).With(organization);
        return await command.ReadAllAsync(row => Read(row, organization), cancellationToken);
    }

    public async Task<DomainReply?> FindAsync(Guid organization, string domain, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(One).With(organization, domain);
        return await command.ReadOneAsync(row => Read(row, organization), cancellationToken);
    }

    /// <summary>Names a site; one that is there stays as it is.</summary>
    /// <returns>The site, and whether it is a new one.</returns>
    public async Task<(DomainReply? Domain, bool IsNew, AdminRefusal? Refusal)> AddAsync(
        Guid organization, string domain, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var isNew = false;
        var (made, refusal) = await changes.RunAsync<DomainReply>(
            origin,
            async change =>
            {
                (var named, isNew, var refused) = await AddAsync(change, organization, domain);
                return (named, refused);
            },
            cancellationToken);
        return (made, isNew, refusal);
    }

    /// <summary>The same as part of a greater change.</summary>
    public static async Task<(DomainReply? Domain, bool IsNew, AdminRefusal? Refusal)> AddAsync(
        AuditedChange change, Guid organization, string domain)
    {
        await change.LockAsync(OrganizationLock.Of(organization));
        if (await HoldAsync(change, organization, domain) is { } known)
        {
            return (known, false, null);
        }

        if (!await change.IsTrueAsync(HasRoom, organization, Most))
        {
            return (null, false, AdminRefusal.TooMany);
        }

        await change.ExecuteAsync(Insert, organization, domain, change.Now);
        await change.AuditAsync(
            AuditActions.DomainAdded, AuditSubjects.Organization, OrganizationLock.Text(organization), null, new AuditedDomain(domain));
        return (await HoldAsync(change, organization, domain), true, null);
    }

    public async Task<AdminRefusal?> RemoveAsync(Guid organization, string domain, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var (_, refusal) = await changes.RunAsync<DomainReply>(
            origin,
            async change =>
            {
                await change.LockAsync(OrganizationLock.Of(organization));
                if (await HoldAsync(change, organization, domain) is not { } known)
                {
                    return (null, AdminRefusal.NotFound);
                }

                await change.ExecuteAsync(Delete, organization, domain);
                await change.AuditAsync(
                    AuditActions.DomainRemoved, AuditSubjects.Organization, OrganizationLock.Text(organization), new AuditedDomain(domain),
                    null);
                return (known, null);
            },
            cancellationToken);
        facts.Forget(organization);
        return refusal;
    }

    /// <summary>Sites that nobody has looked at for a day: they are this node's to look at now.</summary>
    public async Task<IReadOnlyList<(Guid Organization, string Domain)>> ClaimAsync(int most, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Claim).With(now, now - Interval, most);
        return await command.ReadAllAsync(row => (row.GetGuid(0), row.GetString(1)), cancellationToken);
    }

    /// <summary>Writes down what somebody found. That a site is lost is told by mail, in the same transaction.</summary>
    public async Task NoteAsync(Guid organization, string domain, DomainFinding finding, CancellationToken cancellationToken)
    {
        var now = Instant.Truncate(clock.GetUtcNow());
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await using var note = transaction.Command(Note).With(
                organization, domain, now, SqlValue.Text(finding.Method), SqlValue.Text(finding.Fault), finding.IsClear, now - Grace);
            if (await note.ExecuteScalarAsync(cancellationToken) is true && mail.Lost(organization, domain, finding.Fault) is { } letter)
            {
                await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { letter } };
                await batch.ExecuteNonQueryAsync(cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        facts.Forget(organization);
    }

    private static async Task<DomainReply?> HoldAsync(AuditedChange change, Guid organization, string domain)
    {
        await using var command = change.Command(One, organization, domain);
        return await command.ReadOneAsync(row => Read(row, organization), change.CancellationToken);
    }

    private static DomainReply Read(NpgsqlDataReader row, Guid organization) => new()
    {
        Domain = row.GetString(0),
        AddedAt = row.Instant(1),
        State = !row.IsDBNull(2) ? DomainReply.Verified : row.IsDBNull(6) ? DomainReply.Pending : DomainReply.Lost,
        VerifiedAt = row.InstantOrNull(2),
        Method = row.TextOrNull(3),
        CheckedAt = row.InstantOrNull(4),
        FailingSince = row.InstantOrNull(5),
        Error = row.TextOrNull(7),
        Proofs = DomainProofs.Of(row.GetString(0), organization),
    };
}
