using Npgsql;
using StatusLevels.Api.Audit;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.QrCodes;

/// <summary>The QR codes of organizations, with how often they were scanned.</summary>
internal sealed class QrCodeStore(NpgsqlDataSource database, AuditedChanges changes, QrTargets targets)
{
    /// <summary>How many an organization may have.</summary>
    public const int Most = 100;

    private const string Columns = """
        q.id, q.code, q.label, q.is_active, q.created_at, coalesce(sum(d.scans), 0)::bigint, coalesce(sum(d.unique_scans), 0)::bigint
        """;

    private const string Owned = """
        from statuslevels.qr_codes as q left join statuslevels.qr_scan_days as d on d.qr_code_id = q.id
        where q.organization_id = $1 and q.deleted_at is null
        """;

    private const string List = $"select {Columns} {Owned} group by q.id order by q.created_at, q.id";

    private const string One = $"select {Columns} {Owned} and q.id = $2 group by q.id";

    private const string HasRoom = """
        select count(*) < $2 from statuslevels.qr_codes where organization_id = $1 and deleted_at is null
        """;

    private const string Insert = """
        insert into statuslevels.qr_codes (id, organization_id, code, label, created_at) values ($1, $2, $3, $4, $5)
        """;

    private const string Update = "update statuslevels.qr_codes set label = $2, is_active = $3 where id = $1";

    // The sums stay, since what happened stays; nobody needs to know more of it.
    private const string Delete = """
        with scans as (delete from statuslevels.qr_scans where qr_code_id = $1),
        visitors as (delete from statuslevels.qr_visitors where qr_code_id = $1)
        update statuslevels.qr_codes set deleted_at = $2, is_active = false where id = $1
        """;

    private const string Days = "select day, scans from statuslevels.qr_scan_days where qr_code_id = $1 and day >= $2 and day <= $3";

    public async Task<IReadOnlyList<QrCodeReply>> ReadAsync(
        Guid organization, Func<string, string> url, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(List).With(organization);
        return await command.ReadAllAsync(row => Read(row, url), cancellationToken);
    }

    /// <summary>Null: the organization has no such code.</summary>
    public async Task<QrCodeReply?> FindAsync(
        Guid organization, Guid id, Func<string, string> url, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(One).With(organization, id);
        return await command.ReadOneAsync(row => Read(row, url), cancellationToken);
    }

    public Task<(QrCodeReply? Code, AdminRefusal? Refusal)> CreateAsync(
        Guid organization, string label, Func<string, string> url, AuditOrigin origin, CancellationToken cancellationToken) =>
        changes.RunAsync<QrCodeReply>(
            origin,
            async change =>
            {
                await change.LockAsync(OrganizationLock.Of(organization));
                if (!await change.IsTrueAsync(HasRoom, organization, Most))
                {
                    return (null, AdminRefusal.TooMany);
                }

                var (id, code) = (Guid.CreateVersion7(change.Now), QrCodeText.New());
                await change.ExecuteAsync(Insert, id, organization, code, label, change.Now);
                var made = await HoldAsync(change, organization, id, url);
                await AuditAsync(change, AuditActions.QrCodeCreated, organization, null, made);
                return (made, null);
            },
            cancellationToken);

    public Task<(QrCodeReply? Code, AdminRefusal? Refusal)> ChangeAsync(
        Guid organization, Guid id, QrCodeChangeRequest request, Func<string, string> url, AuditOrigin origin,
        CancellationToken cancellationToken) =>
        RunAsync<QrCodeReply>(
            organization, id, url, origin,
            async (change, before) =>
            {
                var after = before with { Label = request.Label ?? before.Label, IsActive = request.IsActive ?? before.IsActive };
                if (after != before)
                {
                    await change.ExecuteAsync(Update, id, after.Label, after.IsActive);
                    await AuditAsync(change, AuditActions.QrCodeUpdated, organization, before, after);
                }

                return after;
            },
            cancellationToken);

    /// <summary>Removes it from lists; it leads to the passport still.</summary>
    public async Task<AdminRefusal?> DeleteAsync(Guid organization, Guid id, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var (_, refusal) = await RunAsync<QrCodeReply>(
            organization, id, code => code, origin,
            async (change, before) =>
            {
                await change.ExecuteAsync(Delete, id, change.Now);
                await AuditAsync(change, AuditActions.QrCodeDeleted, organization, before, null);
                return before;
            },
            cancellationToken);
        return refusal;
    }

    /// <summary>How often it was scanned on each of these days; days without a scan are left out.</summary>
    public async Task<IReadOnlyDictionary<DateOnly, long>> CountAsync(
        Guid id, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Days).With(id, from, to);
        var days = await command.ReadAllAsync(row => (Day: row.GetFieldValue<DateOnly>(0), Scans: row.GetInt64(1)), cancellationToken);
        return days.ToDictionary(day => day.Day, day => day.Scans);
    }

    private async Task<(T? Value, AdminRefusal? Refusal)> RunAsync<T>(
        Guid organization, Guid id, Func<string, string> url, AuditOrigin origin, Func<AuditedChange, QrCodeReply, Task<T>> make,
        CancellationToken cancellationToken)
        where T : class
    {
        var made = await changes.RunAsync<T>(
            origin,
            async change =>
            {
                await change.LockAsync(OrganizationLock.Of(organization));
                return await HoldAsync(change, organization, id, url) is { } before
                    ? (await make(change, before), null)
                    : (null, AdminRefusal.NotFound);
            },
            cancellationToken);
        targets.Forget(organization);
        return made;
    }

    private static async Task<QrCodeReply?> HoldAsync(AuditedChange change, Guid organization, Guid id, Func<string, string> url)
    {
        await using var command = change.Command(One, organization, id);
        return await command.ReadOneAsync(row => Read(row, url), change.CancellationToken);
    }

    private static Task AuditAsync(AuditedChange change, string action, Guid organization, QrCodeReply? before, QrCodeReply? after) =>
        change.AuditAsync(
            action, AuditSubjects.Organization, OrganizationLock.Text(organization),
            before is null ? null : AuditedQrCode.Of(before), after is null ? null : AuditedQrCode.Of(after));

    private static QrCodeReply Read(NpgsqlDataReader row, Func<string, string> url) => new()
    {
        Id = row.GetGuid(0),
        Code = row.GetString(1),
        Label = row.GetString(2),
        Url = url(row.GetString(1)),
        Target = QrCodeReply.Passport,
        IsActive = row.GetBoolean(3),
        CreatedAt = row.Instant(4),
        TotalScans = row.GetInt64(5),
        UniqueScans = row.GetInt64(6),
    };
}
