using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Badges;
using StatusLevels.Api.QrCodes;

namespace StatusLevels.Api.Tests.QrCodes;

/// <summary>How scans are written down, and how long they stay.</summary>
public sealed class ScanLogTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly ScanLog log = fixture.Api.Services.GetRequiredService<ScanLog>();

    [Fact]
    public async Task Each_address_counts_once_a_day_on_whatever_node_and_midnight_parts_the_days()
    {
        var (organization, code) = await CodeAsync();
        var midnight = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        // Another node has a memory of its own, and the same salt.
        var elsewhere = new ScanLog(
            fixture.Api.Services.GetRequiredService<Npgsql.NpgsqlDataSource>(),
            new ScanSalts(fixture.Api.Services.GetRequiredService<Npgsql.NpgsqlDataSource>()));

        await log.WriteAsync(
            [Scan(code, midnight.AddMilliseconds(-1), "198.51.100.1"), Scan(code, midnight.AddHours(-2), "198.51.100.1")], Stop);
        await elsewhere.WriteAsync(
            [Scan(code, midnight.AddHours(-1), "198.51.100.1"), Scan(code, midnight.AddHours(-1), "198.51.100.2")], Stop);
        await log.WriteAsync([Scan(code, midnight, "198.51.100.1")], Stop);

        Assert.Equal("2026-03-01: 4/2, 2026-03-02: 1/1", await organization.ScalarAsync("""
            select string_agg(d.day || ': ' || d.scans || '/' || d.unique_scans, ', ' order by d.day)
            from qr_scan_days as d join qr_codes as q on q.id = d.qr_code_id where q.organization_id = $1
            """));
        Assert.Equal(2L, await organization.ScalarAsync("""
            select count(distinct s.visitor) filter (where s.occurred_at < '2026-03-02Z')
            from qr_scans as s join qr_codes as q on q.id = s.qr_code_id where q.organization_id = $1
            """));
    }

    [Fact]
    public async Task Scans_of_a_code_that_is_gone_by_now_are_passed_over_and_the_others_count()
    {
        var (organization, code) = await CodeAsync();

        await log.WriteAsync(
            [Scan(Guid.NewGuid(), fixture.Time.GetUtcNow(), "198.51.100.1"), Scan(code, fixture.Time.GetUtcNow(), "198.51.100.1")], Stop);

        Assert.Equal(1L, await organization.ScalarAsync(
            "select d.scans from qr_scan_days as d join qr_codes as q on q.id = d.qr_code_id where q.organization_id = $1"));
    }

    [Fact]
    public async Task What_tells_of_visitors_goes_in_two_days_and_scans_in_thirty_and_sums_stay()
    {
        var (organization, code) = await CodeAsync();
        var now = fixture.Time.GetUtcNow();
        await log.WriteAsync(
            [Scan(code, now.AddDays(-31), "198.51.100.1"), Scan(code, now.AddDays(-2), "198.51.100.1"), Scan(code, now, "198.51.100.1")],
            Stop);

        await fixture.Api.Services.GetRequiredService<BadgeUpkeep>().RemoveAsync(Stop);

        Assert.Equal("2 scans, 1 visitors, 3 days", await organization.ScalarAsync("""
            select (select count(*) from qr_scans where qr_code_id = q.id) || ' scans, ' || (select count(*) from qr_visitors where qr_code_id = q.id) || ' visitors, '
                || (select count(*) from qr_scan_days where qr_code_id = q.id) || ' days'
            from qr_codes as q where q.organization_id = $1
            """));
        await using var salts = fixture.Api.Database.DataSource.CreateCommand("select count(*) from qr_salts where day < $1");
        salts.Parameters.Add(new() { Value = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1) });
        Assert.Equal(0L, await salts.ExecuteScalarAsync(Stop));
    }

    private async Task<(TestOrganization Organization, Guid Code)> CodeAsync()
    {
        var organization = new TestOrganization(fixture.Api, await fixture.Api.SignedInAsync());
        var id = Guid.NewGuid();
        await organization.ScalarAsync(
            $"insert into qr_codes (id, organization_id, code, label, created_at) values ('{id}', $1, '{id:n}', 'Door', '2026-01-01Z')");
        return (organization, id);
    }

    private static Scan Scan(Guid code, DateTimeOffset at, string address) => new()
    {
        QrCodeId = code,
        OccurredAt = at,
        Address = IPAddress.Parse(address),
        Device = "phone",
        Language = null,
        Host = null,
        Tags = [null, null, null, null, null],
    };
}
