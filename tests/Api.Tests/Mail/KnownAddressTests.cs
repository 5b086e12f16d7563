using System.Net;
using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.Security;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>Members who sign in with an issuer are written to at the address that it has verified.</summary>
public sealed class KnownAddressTests(SecuredApi secured)
{
    private const string Row = "select email, address_key, name, locale from known_addresses where user_id = $1";

    [Fact]
    public async Task A_verified_address_of_a_member_is_known_and_follows_the_token()
    {
        var (user, organization) = ($"auth0|{Guid.NewGuid():n}", Guid.NewGuid());
        await secured.JoinAsync(organization, user, "owner");

        await CallAsync(
            organization, user, ("email", "Olga@issuer.example"), ("email_verified", true), ("name", "Olga"), ("locale", "ru-RU"));
        await secured.Api.ShouldShowAsync("Olga@issuer.example olga@issuer.example Olga ru", Row, user);

        await CallAsync(organization, user, ("email", "new@issuer.example"), ("email_verified", "true"), ("locale", "de"));
        await secured.Api.ShouldShowAsync("new@issuer.example new@issuer.example  ", Row, user);
    }

    [Fact]
    public async Task What_nobody_verified_or_no_mail_is_sent_to_is_not_kept_and_strangers_are_not_either()
    {
        var organization = Guid.NewGuid();
        var (unverified, silent, odd, stranger) = (Name(), Name(), Name(), Name());
        foreach (var member in new[] { unverified, silent, odd })
        {
            await secured.JoinAsync(organization, member, "owner");
        }

        await CallAsync(organization, unverified, ("email", "a@issuer.example"), ("email_verified", false));
        await CallAsync(organization, silent, ("email", "b@issuer.example"));
        await CallAsync(organization, odd, ("email", "ä@issuer.example"), ("email_verified", true));
        await CallAsync(organization, stranger, ("email", "c@issuer.example"), ("email_verified", true));

        // They are noted in their order: once the last is there, the others would be.
        var last = Name();
        await secured.JoinAsync(organization, last, "viewer");
        await CallAsync(organization, last, ("email", "d@issuer.example"), ("email_verified", true));
        await secured.Api.ShouldShowAsync("d@issuer.example d@issuer.example  ", Row, last);
        foreach (var nobody in new[] { unverified, silent, odd, stranger })
        {
            Assert.Null(await secured.Api.RowAsync(Row, nobody));
        }
    }

    private static string Name() => $"auth0|{Guid.NewGuid():n}";

    private async Task CallAsync(Guid organization, string user, params (string Name, JsonNode Value)[] claims)
    {
        var token = secured.Issuer.Claims(user);
        foreach (var (name, value) in claims)
        {
            token[name] = value;
        }

        using var answer = await secured.SendAsync(
            HttpMethod.Get, $"/api/organizations/{organization}/status", body: null, SecuredApi.Bearer(secured.Issuer.Token(token)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
