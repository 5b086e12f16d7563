using Microsoft.Extensions.Time.Testing;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>Which events become mails to whom.</summary>
public sealed class MailFanOutTests(MailRig rig) : IClassFixture<MailRig>
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 7, 0, TimeSpan.Zero));

    [Fact]
    public async Task Contacts_owners_and_admins_get_one_mail_each_whatever_else_they_are()
    {
        var organization = await rig.OrganizationAsync("office@acme.example", "Owner@acme.example");
        await rig.MemberAsync(organization, "owner", "owner@acme.example");
        await rig.MemberAsync(organization, "admin", "admin@acme.example");
        await rig.MemberAsync(organization, "editor", "editor@acme.example");

        await FanOutAsync(organization, [("status.expiry.notice", "{}")]);

        Assert.Equal(
            ["admin@acme.example user 1", "office@acme.example contact 1", "owner@acme.example user 1"], await MailsAsync(organization));
    }

    [Fact]
    public async Task One_write_is_one_mail_led_by_the_gravest_event()
    {
        var organization = await rig.OrganizationAsync("office@one.example");

        await FanOutAsync(
            organization,
            [("status.level.granted", "{}"), ("status.level.revoked", "{}"), ("status.level.degraded", "{}")]);

        Assert.Equal(
            ["status.level.revoked 2 1,3"],
            await rig.RowsAsync(
                "select type, number, array_to_string(also, ',') from deliveries where organization_id = $1", organization));
    }

    [Fact]
    public async Task Muted_unconfirmed_failing_and_disabled_get_nothing()
    {
        var organization = await rig.OrganizationAsync("muted@two.example", "new@two.example", "failing@two.example", "good@two.example");
        await rig.ExecuteAsync("update organization_contacts set muted_at = now() where email = 'muted@two.example'");
        await rig.ExecuteAsync("update organization_contacts set confirmed_at = null where email = 'new@two.example'");
        await rig.ExecuteAsync("insert into failing_addresses values ('failing@two.example', now(), 'no such user')");
        var gone = await rig.MemberAsync(organization, "owner", "gone@two.example");
        await rig.ExecuteAsync("update users set disabled_at = now() where id = $1", gone);

        await FanOutAsync(organization, [("status.level.granted", "{}")]);

        Assert.Equal(["good@two.example contact 1"], await MailsAsync(organization));
    }

    [Fact]
    public async Task A_contact_that_a_release_before_wrote_counts_as_confirmed()
    {
        var organization = await rig.OrganizationAsync("old@three.example");
        await rig.ExecuteAsync("delete from organization_contacts where organization_id = $1", organization);

        await FanOutAsync(organization, [("status.level.granted", "{}")]);

        Assert.Equal(["old@three.example contact 1"], await MailsAsync(organization));
    }

    [Fact]
    public async Task Members_choose_but_an_owner_always_hears_of_ends_and_changes()
    {
        var organization = await rig.OrganizationAsync();
        foreach (var (role, email) in new[] { ("owner", "o@four.example"), ("admin", "a@four.example"), ("viewer", "v@four.example") })
        {
            var user = await rig.MemberAsync(organization, role, email);
            await rig.ExecuteAsync(
                "insert into mail_preferences values ($1, $2, false, $3, false, false)", organization, user.ToString(), role == "viewer");
        }

        await FanOutAsync(organization, [("status.level.granted", "{}")], version: 1);
        await FanOutAsync(organization, [("status.grace.started", "{}")], version: 2);

        Assert.Equal(["o@four.example user 1", "v@four.example user 1"], await MailsAsync(organization));
    }

    [Fact]
    public async Task An_answered_request_is_told_to_who_asked_and_to_owners()
    {
        var organization = await rig.OrganizationAsync("office@five.example");
        await rig.MemberAsync(organization, "owner", "o@five.example");
        await rig.MemberAsync(organization, "admin", "other@five.example");
        var asker = await rig.MemberAsync(organization, "admin", "asker@five.example");
        var request = Guid.NewGuid();
        await rig.ExecuteAsync("""
            insert into status_upgrade_requests (organization_id, id, target_level, status, evidence_urls, requested_by, requested_at)
            values ($1, $2, 'B', 'rejected', '{}', $3, now())
            """, organization, request, asker.ToString());

        await FanOutAsync(organization, [("status.upgrade.rejected", $$"""{"request_id":"{{request}}"}""")]);

        Assert.Equal(["asker@five.example user 1", "o@five.example user 1"], await MailsAsync(organization));
    }

    [Fact]
    public async Task Quiet_events_forgetting_and_the_past_are_not_mailed()
    {
        var organization = await rig.OrganizationAsync("office@six.example");
        await rig.HappenAsync(organization, 1, ("status.level.granted", "{}"));
        await rig.ExecuteAsync("update outbox set created_at = '2001-01-01' where organization_id = $1", organization);
        await rig.HappenAsync(
            organization, 2, ("status.level.revoked", """{"quiet":true}"""), ("status.organization.forgotten", "{}"));

        await FanOutAsync(organization, []);

        Assert.Empty(await MailsAsync(organization));
    }

    [Fact]
    public async Task A_notice_that_nobody_hears_of_is_untold()
    {
        var organization = await rig.OrganizationAsync();

        await FanOutAsync(organization, [("status.expiry.notice", "{}"), ("status.level.granted", "{}")]);

        Assert.Equal(["1"], await rig.RowsAsync("select number from untold_notices where organization_id = $1", organization));
    }

    [Fact]
    public async Task Requests_of_a_quarter_of_an_hour_are_one_digest_for_each_admin()
    {
        var organization = await rig.OrganizationAsync();
        var admin = $"{Guid.NewGuid():n}@platform.example";
        await rig.UserAsync(admin, "platform_admin");

        await FanOutAsync(organization, [("status.upgrade.requested", "{}")], version: 1);
        await FanOutAsync(organization, [("status.upgrade.requested", "{}")], version: 2);
        time.Advance(TimeSpan.FromMinutes(15));
        await FanOutAsync(organization, [("status.upgrade.requested", "{}")], version: 3);

        Assert.Equal(
            ["2026-03-01T12:00:00.000Z 1", "2026-03-01T12:15:00.000Z 0"],
            await rig.RowsAsync("""
                select details ->> 'window', number - position from deliveries where letter = 'digest' and recipient = $1 order by 1
                """, admin));
    }

    private async Task FanOutAsync(Guid organization, (string Type, string Data)[] events, long version = 1)
    {
        await rig.HappenAsync(organization, version, events);
        await rig.FanOutAsync(time);
    }

    private Task<List<string>> MailsAsync(Guid organization) => rig.RowsAsync(
        "select recipient, capacity, number from deliveries where organization_id = $1 and channel = 'mail' order by recipient", organization);
}
