using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.QrCodes;

/// <summary>
/// Writes scans down, many in one statement: each of them, who was here today, and the sums of the days. Codes that were switched off or
/// removed in between count nothing.
/// </summary>
internal sealed class ScanLog(NpgsqlDataSource database, ScanSalts salts)
{
    // In the order of their keys, so that two nodes wait for each other and never both.
    private const string Add = """
        with given as (
            select g.*, (g.at at time zone 'UTC')::date as day
            from unnest($1::uuid[], $2::timestamptz[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                        $10::text[], $11::text[])
                as g (code, at, visitor, device, language, host, source, medium, campaign, term, content)
            join statuslevels.qr_codes as q on q.id = g.code and q.is_active and q.deleted_at is null),
        kept as (
            insert into statuslevels.qr_scans
                (qr_code_id, occurred_at, visitor, device, language, host, utm_source, utm_medium, utm_campaign, utm_term, utm_content)
            select code, at, visitor, device, language, host, source, medium, campaign, term, content from given),
        seen as (
            insert into statuslevels.qr_visitors (qr_code_id, day, visitor)
            select distinct code, day, visitor from given order by code, day, visitor
            on conflict do nothing
            returning qr_code_id, day)
        insert into statuslevels.qr_scan_days as sums (qr_code_id, day, scans, unique_scans)
        select g.code, g.day, count(*), (select count(*) from seen as s where (s.qr_code_id, s.day) = (g.code, g.day))
        from given as g
        group by g.code, g.day
        order by g.code, g.day
        on conflict (qr_code_id, day) do update
        set scans = sums.scans + excluded.scans, unique_scans = sums.unique_scans + excluded.unique_scans
        """;

    public async Task WriteAsync(IReadOnlyList<Scan> scans, CancellationToken cancellationToken)
    {
        var visitors = new byte[scans.Count][];
        for (var place = 0; place < visitors.Length; place++)
        {
            var day = DateOnly.FromDateTime(scans[place].OccurredAt.UtcDateTime);
            visitors[place] = ScanSalts.Hash(await salts.OfAsync(day, cancellationToken), scans[place].Address);
        }

        await using var command = database.CreateCommand(Add).With(
            scans.Select(scan => scan.QrCodeId).ToArray(), scans.Select(scan => scan.OccurredAt.UtcDateTime).ToArray(), visitors,
            scans.Select(scan => scan.Device).ToArray(), Texts(scan => scan.Language), Texts(scan => scan.Host),
            Texts(scan => scan.Tags[0]),
            Texts(scan => scan.Tags[1]), Texts(scan => scan.Tags[2]), Texts(scan => scan.Tags[3]), Texts(scan => scan.Tags[4]));
        await command.ExecuteNonQueryAsync(cancellationToken);

        NpgsqlParameter Texts(Func<Scan, string?> read) => new()
        {
            Value = scans.Select(read).ToArray(),
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text,
        };
    }
}
