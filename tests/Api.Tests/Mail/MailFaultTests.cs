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
        Assert.Equal(MessageId(server.Messages[0]), MessageId(server.Messages[1]));
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

    private static string MessageId(string message) =>
        message.Split('\n').Single(line => line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase));
}
