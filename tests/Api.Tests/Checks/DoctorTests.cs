using StatusLevels.Api.Checks;
using StatusLevels.Api.Checks.Doctor;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Checks;

/// <summary>Each fault in the tables of a product that runs is found by its check, and by no other.</summary>
[Collection(nameof(DoctorPatient))]
public sealed class DoctorTests(DoctorPatient patient)
{
    private const string Endpoint = """
        insert into statuslevels.webhook_endpoints (id, owned_by, url, secret, created_at, created_by, updated_at, failures, disabled_at, disabled_reason)
        values ('00000000-0000-0000-0000-00000000000a', 'platform', 'https://hook.example.org/', '\x00', now(), 'test', now(),
        """;

    // What is broken, by a hand in the tables.
    public static TheoryData<string, string> Faults => new()
    {
        { "SL-203 warn", "insert into statuslevels.schema_migrations (version, name, hash) values (9999, '9999_of_tomorrow.sql', 'x')" },
        {
            "SL-205 warn", """
            insert into statuslevels.orleansmembershiptable (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
            values ('x', '127.0.0.1', 1, 1, 'silent', 'host', 3, 0, now() - interval '1 day', now() - interval '1 hour')
            """
        },
        {
            "SL-211 fail", """
            update statuslevels.organization_status set next_due = now() - interval '10 minutes';
            update statuslevels.orleansreminderstable set starttime = now() - interval '10 minutes'
            """
        },
        { "SL-212 fail", "update statuslevels.organization_status set next_due = now() + interval '2 minutes'; delete from statuslevels.orleansreminderstable" },
        {
            "SL-213 warn", """
            delete from statuslevels.expiry_summaries;
            insert into statuslevels.expiry_summaries (day, claimed_at, claimed_by, finished_at, since, until)
            values (current_date - 3, now(), 'test', now(), now() - interval '4 days', now() - interval '3 days')
            """
        },
        { "SL-221 warn", Event("5 minutes") },
        { "SL-221 fail", Event("1 hour") },
        { "SL-222 warn", "update statuslevels.delivery_state set held_at = now(), held_because = 'a test'" },
        {
            "SL-223 warn", $"""
            {Endpoint} 0, null, null);
            insert into statuslevels.deliveries (channel, endpoint_id, organization_id, epoch, number, type, created_at)
            values ('webhook', '00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-00000000000b', 1, 1, 'status.level.granted', now() - interval '10 minutes')
            """
        },
        { "SL-224 warn", $"{Endpoint} 3, null, null)" },
        { "SL-225 warn", $"{Endpoint} 20, now(), 'failing')" },
        { "SL-226 fail", $"{Endpoint} 0, now(), 'secret_unreadable')" },
        {
            "SL-231 warn", """
            insert into statuslevels.deliveries (channel, recipient, capacity, letter, next_attempt_at)
            values ('mail', 'somebody@example.org', 'contact', 'confirmation', now() - interval '1 hour')
            """
        },
        {
            "SL-231 fail", """
            insert into statuslevels.deliveries (channel, recipient, capacity, letter, tries, first_failed_at, next_attempt_at)
            values ('mail', 'somebody@example.org', 'contact', 'confirmation', 5, now() - interval '5 hours', now() + interval '1 hour')
            """
        },
        { "SL-232 warn", "insert into statuslevels.untold_notices (organization_id, epoch, number, fanned_out_at) values (gen_random_uuid(), 1, 1, now())" },
        {
            "SL-233 warn", """
            insert into statuslevels.organization_contacts (organization_id, email, address_key, added_at) values (gen_random_uuid(), 'a@example.org', 'a@example.org', now());
            insert into statuslevels.failing_addresses (address_key, failing_since) values ('a@example.org', now())
            """
        },
        { "SL-241 fail", "update statuslevels.organization_status set version = version + 1" },
        { "SL-242 fail", "update statuslevels.organization_status_history set canonical = canonical || ' ' where sequence = 1" },
        {
            "SL-252 warn", """
            create table statuslevels.dead (number integer) with (autovacuum_enabled = off);
            insert into statuslevels.dead select generate_series(1, 20001);
            delete from statuslevels.dead;
            select pg_stat_force_next_flush()
            """
        },
        { "SL-253 fail", "update pg_index set indisvalid = false where indexrelid = 'statuslevels.ix_outbox_delivered'::regclass" },
    };

    [Fact]
    public async Task Nothing_is_found_where_nothing_is_wrong()
    {
        await using var rig = await patient.CopyAsync();

        var report = await rig.DoctorAsync(patient.Product, patient.Backups);

        Assert.All(
            report.Results, result => Assert.True(result.Finding.Status == CheckStatus.Ok, $"{result.Rule.Id}: {result.Finding.Seen}"));
        Assert.Equal(
            CheckPageTests.Rules.Where(rule => rule.Id.StartsWith("SL-2", StringComparison.Ordinal)),
            report.Results.Select(result => result.Rule));
        Assert.Equal("1 organizations agree", CheckRig.Of(report, DoctorRules.ReadModel).Finding.Seen);
        Assert.Equal("1 organizations agree", CheckRig.Of(report, DoctorRules.Histories).Finding.Seen);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_is_wrong_in_the_tables_is_found(string expected, string fault)
    {
        await using var rig = await patient.CopyAsync();
        await rig.ExecuteAsync(fault);

        // The server tells of dead rows a moment later.
        string[] found = [];
        await Eventually.HoldsAsync(
            async () => (found = CheckRig.Found(await rig.DoctorAsync(patient.Product))).Length > 0, TimeSpan.FromSeconds(60));

        Assert.Equal([expected], found);
    }

    private static string Event(string age) => $$"""
        insert into statuslevels.outbox (organization_id, epoch, number, id, type, time, data, version, status, created_at)
        values (gen_random_uuid(), 1, 1, 'x/1/1', 'status.level.granted', now(), '{}', 1, '{"version":1}', now() - interval '{{age}}')
        """;
}
