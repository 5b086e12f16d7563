using Microsoft.Extensions.Time.Testing;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>Mail servers that go wrong: nothing is lost, and what comes twice has the same id.</summary>
public sealed class MailFaultTests
{
    [Fact]
    public async Task A_server_that_drops_the_connection_after_the_text_gets_it_again_with_the_same_id()
    {
        await using var server = new BrokenMailServer { Drops = count => count == 1 };
        await using var api = await TestApi.StartAsync(MailerTests.Settings(server.Url));
        using var admin = await api.SignedInAsync();
        var organization = await admin.NewOrganizationAsync("Acme", "en", "office@acme.example");

        await admin.GrantAsync(organization, "A");

        await api.ShouldShowAsync("delivered 2", "select status, tries from deliveries where organization_id = $1", organization);
        Assert.Equal(2, server.Messages.Count);
        Assert.Equal(server.MessageIds[0], server.MessageIds[1]);
    }

    [Fact]
    public async Task A_server_that_greets_slowly_is_waited_for()
    {
        await using var server = new BrokenMailServer { GreetsAfter = TimeSpan.FromSeconds(3) };
        await using var api = await TestApi.StartAsync(MailerTests.Settings(server.Url));
        using var admin = await api.SignedInAsync();
        var organization = await admin.NewOrganizationAsync("Acme", "en", "office@acme.example");

        await admin.GrantAsync(organization, "A");

        await api.ShouldShowAsync("delivered 1", "select status, tries from deliveries where organization_id = $1", organization);
    }

    [Fact]
    public async Task A_server_that_refuses_to_sign_in_stops_mail_and_uses_up_no_try()
    {
        await using var server = TestMailServer.Start();
        await using var api = await TestApi.StartAsync(MailerTests.Settings($"smtp://levels:secret@127.0.0.1:{server.Port}"));
        using var admin = await api.SignedInAsync();
        var organization = await admin.NewOrganizationAsync("Acme", "en", "office@acme.example");

        await admin.GrantAsync(organization, "A");

        await Eventually.HoldsAsync(
            () => api.Log.Lines.Any(line => line.Text.Contains("takes nothing from this product", StringComparison.Ordinal)));
        Assert.Equal("pending 0", await api.RowAsync("select status, tries from deliveries where organization_id = $1", organization));
        Assert.Empty(server.Taken);
    }

    [Fact]
    public async Task A_server_that_is_away_is_waited_for()
    {
        var port = TestMailServer.FreePort();
        await using var api = await TestApi.StartAsync(MailerTests.Settings($"smtp://127.0.0.1:{port}"));
        using var admin = await api.SignedInAsync();
        var organization = await admin.NewOrganizationAsync("Acme", "en", "office@acme.example");
        await admin.GrantAsync(organization, "A");
        await api.ShouldShowAsync("pending 1", "select status, tries from deliveries where organization_id = $1", organization);

        await using var server = TestMailServer.Start(port);

        await api.ShouldShowAsync("delivered 2", "select status, tries from deliveries where organization_id = $1", organization);
        Assert.Single(server.To("office@acme.example"));
    }

    [Fact]
    public async Task A_server_that_was_away_for_a_day_gets_everything_once_but_for_what_is_older_than_72_hours()
    {
        var (port, time) = (TestMailServer.FreePort(), new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)));
        await using var api = await TestApi.StartAsync(MailerTests.Settings($"smtp://127.0.0.1:{port}"), time);
        using var admin = await api.SignedInAsync();
        var old = await admin.NewOrganizationAsync("Acme", "en", "old@away.example");
        var recent = await admin.NewOrganizationAsync("Acme", "en", "one@away.example", "two@away.example");
        await admin.GrantAsync(old, "A");
        await ShouldBeAsync(api, old, "pending 1");
        time.Advance(TimeSpan.FromHours(49));
        await ShouldBeAsync(api, old, "pending 2");
        await admin.GrantAsync(recent, "A");
        await ShouldBeAsync(api, recent, "pending 1 pending 1");

        time.Advance(TimeSpan.FromHours(24));
        await ShouldBeAsync(api, old, "cancelled 2");
        await ShouldBeAsync(api, recent, "pending 2 pending 2");
        await using var server = TestMailServer.Start(port);
        time.Advance(TimeSpan.FromMinutes(1));

        await ShouldBeAsync(api, recent, "delivered 3 delivered 3");
        Assert.Equal("too_old", await api.RowAsync("select last_error from deliveries where organization_id = $1", old));
        Assert.Equal(
            ["one@away.example", "two@away.example"],
            server.Taken.SelectMany(mail => mail.To.Mailboxes).Select(to => to.Address).Order(StringComparer.Ordinal));
    }

    private static Task ShouldBeAsync(TestApi api, Guid organization, string expected) => api.ShouldShowAsync(
        expected, "select string_agg(status || ' ' || tries, ' ') from deliveries where organization_id = $1", organization);
}
