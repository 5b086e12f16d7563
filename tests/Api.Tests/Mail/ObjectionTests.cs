using StatusLevels.Api.Binding;
using StatusLevels.Api.Delivery.Mail;
using StatusLevels.Api.Mail;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>
/// What became true between the making of a mail and its turn: each is looked at again, and why it is not sent is said in a word.
/// </summary>
public sealed class ObjectionTests(MailRig rig) : IClassFixture<MailRig>
{
    private const string Expiry = "status.expiry.notice";

    private static readonly DateTimeOffset End = new(2050, 5, 1, 10, 0, 0, TimeSpan.Zero);

    private static string Warning => $$"""{"level":"B","ends_at":"{{Instants.Write(End)}}"}""";

    [Fact]
    public async Task A_warning_whose_end_still_stands_is_sent()
    {
        var organization = await rig.OrganizationAsync("office@stands.example");
        await HasLevelAsync(organization, End);

        await FanOutAsync(organization, Expiry, Warning);

        Assert.Equal(["office@stands.example "], await TurnsAsync(organization));
    }

    [Theory]
    [InlineData("update organization_status_levels set valid_until = valid_until + interval '1 year' where organization_id = $1")]
    [InlineData("update organization_status_levels set state = 'suspended' where organization_id = $1")]
    [InlineData("delete from organization_status_levels where organization_id = $1")]
    public async Task A_warning_whose_end_no_longer_stands_is_superseded(string change)
    {
        var organization = await rig.OrganizationAsync("office@moved.example");
        await HasLevelAsync(organization, End);
        await FanOutAsync(organization, Expiry, Warning);

        await rig.ExecuteAsync(change, organization);

        Assert.Equal(["office@moved.example superseded"], await TurnsAsync(organization));
    }

    [Fact]
    public async Task A_warning_is_superseded_once_its_end_has_come()
    {
        var organization = await rig.OrganizationAsync("office@late.example");
        await HasLevelAsync(organization, DateTimeOffset.UnixEpoch);
        await FanOutAsync(organization, Expiry, $$"""{"level":"B","ends_at":"{{Instants.Write(DateTimeOffset.UnixEpoch)}}"}""");

        Assert.Equal(["office@late.example superseded"], await TurnsAsync(organization));
    }

    [Theory]
    [InlineData("update organization_contacts set muted_at = now() where organization_id = $1", "muted")]
    [InlineData("update organization_contacts set confirmed_at = null where organization_id = $1", "unconfirmed")]
    [InlineData("update organizations set contact_emails = '{}' where organization_id = $1", "removed")]
    [InlineData("insert into failing_addresses select address_key, now(), 'gone' from organization_contacts where organization_id = $1", "address_failing")]
    public async Task A_contact_that_is_not_to_be_written_to_any_more_gets_nothing(string change, string why)
    {
        var address = $"{why}@between.example";
        var organization = await rig.OrganizationAsync(address);
        await FanOutAsync(organization, "status.level.granted", "{}");

        await rig.ExecuteAsync(change, organization);

        Assert.Equal([$"{address} {why}"], await TurnsAsync(organization));
    }

    [Theory]
    [InlineData("update users set disabled_at = now() where id = (select user_id::uuid from organization_members where organization_id = $1)", "disabled")]
    [InlineData("delete from organization_members where organization_id = $1", "role_lost")]
    [InlineData("update organization_members set role = 'viewer' where organization_id = $1", "not_wanted")]
    [InlineData("insert into mail_preferences select organization_id, user_id, true, false, true, true from organization_members where organization_id = $1", "not_wanted")]
    [InlineData("insert into failing_addresses select u.email_key, now(), 'gone' from users as u join organization_members as m on m.user_id = u.id::text where m.organization_id = $1", "address_failing")]
    public async Task A_member_who_is_not_to_be_written_to_any_more_gets_nothing(string change, string why)
    {
        var organization = await rig.OrganizationAsync();
        var address = $"{Guid.NewGuid():n}@between.example";
        await rig.MemberAsync(organization, "admin", address);
        await FanOutAsync(organization, "status.level.granted", "{}");

        await rig.ExecuteAsync(change, organization);

        Assert.Equal([$"{address} {why}"], await TurnsAsync(organization));
    }

    [Fact]
    public async Task A_digest_goes_to_nobody_who_is_no_platform_admin_any_more()
    {
        var organization = await rig.OrganizationAsync();
        var address = $"{Guid.NewGuid():n}@platform.example";
        var admin = await rig.UserAsync(address, "platform_admin");
        await FanOutAsync(organization, MailedEvents.UpgradeRequested, "{}");

        await rig.ExecuteAsync("update users set platform_role = null where id = $1", admin);

        Assert.Contains($"{address} role_lost", await TurnsAsync(organization: null));
    }

    [Fact]
    public async Task What_an_organization_was_told_before_it_was_forgotten_is_not_sent_after()
    {
        var organization = await rig.OrganizationAsync("office@forgotten.example");
        await FanOutAsync(organization, "status.level.granted", "{}");

        await rig.ExecuteAsync("delete from outbox where organization_id = $1", organization);

        Assert.Equal(["office@forgotten.example forgotten"], await TurnsAsync(organization));
    }

    private Task HasLevelAsync(Guid organization, DateTimeOffset end) => rig.ExecuteAsync("""
        insert into organization_status_levels
            (organization_id, level, id, state, granted_at, granted_by_kind, valid_from, valid_until, counts_until, on_judgement)
        values ($1, 'B', gen_random_uuid(), 'active', now(), 'system', now(), $2, $2, false)
        """, organization, end);

    private async Task FanOutAsync(Guid organization, string type, string data)
    {
        await rig.HappenAsync(organization, 1, (type, data));
        await rig.FanOutAsync(TimeProvider.System);
    }

    // What the mailer would find, a day after the last digest is due: each address, and why it gets nothing.
    private async Task<IEnumerable<string>> TurnsAsync(Guid? organization)
    {
        var now = TimeProvider.System.GetUtcNow();
        var mails = await new MailQueue(rig.Runtime).TakeAsync(
            1000, [], now + DigestFanOut.Window + TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        return [.. mails.Where(mail => mail.OrganizationId == organization)
            .Select(mail => $"{mail.Delivery.Recipient} {Objections.To(mail, now)}")];
    }
}
