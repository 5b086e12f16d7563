using Npgsql;
using StatusLevels.Api.QrCodes;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Takeover;

/// <summary>
/// QR codes as they are printed, and how often they were scanned on each day. Who scanned them is not brought over: nothing here asks for
/// it.
/// </summary>
internal sealed class TakenQrCodes(NpgsqlDataSource database, FormerDatabase former, TakeoverReport report, TimeProvider clock)
{
    private const int LongestLabel = 200;

    private const string Enter = """
        insert into statuslevels.qr_codes (id, organization_id, code, label, is_active, created_at)
        select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::boolean[], $6::timestamptz[])
        on conflict do nothing
        """;

    private const string Entered = "select id from statuslevels.qr_codes where id = any ($1)";

    // Run again it does not count twice, and what was scanned since is added.
    private const string Count = """
        insert into statuslevels.qr_scan_days as sums (qr_code_id, day, scans, unique_scans)
        select * from unnest($1::uuid[], $2::date[], $3::bigint[], $4::bigint[])
        on conflict (qr_code_id, day) do update
        set scans = greatest(sums.scans, excluded.scans), unique_scans = greatest(sums.unique_scans, excluded.unique_scans)
        """;

    /// <summary>Tells what is there, and what cannot be used.</summary>
    public void Look(FormerOrganization organization)
    {
        foreach (var row in organization.Of(FormerTable.QrCodes))
        {
            if (Read(organization, row) is null)
            {
                report.Tell(new(OddityRules.QrCodeLeftOut, organization.Id.ToString(), Row: row.Id, Detail: row.Text("code", 80)));
            }
            else
            {
                report.Count("QR codes");
            }
        }
    }

    /// <summary>Enters those that are not there yet, with their scans.</summary>
    public async Task TakeAsync(IEnumerable<FormerOrganization> organizations, CancellationToken cancellationToken)
    {
        QrCode[] codes =
        [
            .. organizations.SelectMany(
                organization => organization.Of(FormerTable.QrCodes).Select(row => Read(organization, row)).OfType<QrCode>()),
        ];
        if (codes.Length == 0)
        {
            return;
        }

        await using var enter = database.CreateCommand(Enter).With(
            codes.Select(code => code.Id).ToArray(), codes.Select(code => code.Organization.Value).ToArray(),
            codes.Select(code => code.Text).ToArray(), codes.Select(code => code.Label).ToArray(),
            codes.Select(code => code.IsActive).ToArray(), codes.Select(code => code.CreatedAt.UtcDateTime).ToArray());
        report.Count("QR codes entered", await enter.ExecuteNonQueryAsync(cancellationToken));
        await using var entered = database.CreateCommand(Entered).With(codes.Select(code => code.Id).ToArray());
        var known = (await entered.ReadAllAsync(row => row.GetGuid(0), cancellationToken)).ToHashSet();
        foreach (var code in codes.Where(code => !known.Contains(code.Id)))
        {
            report.Tell(new(OddityRules.QrCodeLeftOut, code.Organization.ToString(), Row: code.Id.ToString(), Detail: code.Text));
        }

        var scans = await former.ReadScansAsync(known, cancellationToken);
        await using var count = database.CreateCommand(Count).With(
            scans.Select(day => day.Code).ToArray(), scans.Select(day => day.Day).ToArray(), scans.Select(day => day.Scans).ToArray(),
            scans.Select(day => day.Visitors).ToArray());
        await count.ExecuteNonQueryAsync(cancellationToken);
        report.Count("days of scans", scans.Count);
    }

    private QrCode? Read(FormerOrganization organization, FormerRow row) =>
        Uuid.TryParse(row.Id, out var id) && row.Text("code", TextLengths.OutsideId) is { } code && QrCodeText.IsCode(code)
            ? new(
                id, organization.Id, code, row.Text("label", LongestLabel) ?? code, row.Flag("is_active", missing: true),
                row.Instant("created_at", (_, _, _) => { }) ?? clock.GetUtcNow())
            : null;

    private sealed record QrCode(Guid Id, OrganizationId Organization, string Text, string Label, bool IsActive, DateTimeOffset CreatedAt);
}
