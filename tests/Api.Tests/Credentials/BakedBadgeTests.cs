using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Credentials;

/// <summary>A picture of a level holds its credential, and others read it from there.</summary>
public sealed class BakedBadgeTests
{
    private static readonly XNamespace OpenBadges = "https://purl.imsglobal.org/ob/v3p0";

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Who_has_the_picture_has_the_credential()
    {
        await using var api = await TestApi.StartAsync(CredentialApi.Settings);
        using var admin = await api.SignedInAsync();
        using var anyone = api.Client();
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "B")).ShouldBeOkAsync();
        using var named = await admin.SendAsync(HttpMethod.Put, $"/api/admin/organizations/{organization}", new()
        {
            ["name"] = "<Мёд> & \"Co\" 🐝",
            ["slug"] = "honey-co",
            ["contact_emails"] = new JsonArray(),
            ["locale"] = "en",
        });
        await named.ShouldBeOkAsync();
        var address = CredentialApi.AddressOf(organization, "B");

        using var svg = await anyone.GetAsync($"{address}/badge.svg");
        using var png = await anyone.GetAsync($"{address}/badge.png");
        var fromSvg = XDocument.Parse(await svg.Content.ReadAsStringAsync()).Root!.Element(OpenBadges + "credential")!.Value;
        var fromPng = TextOf(await png.Content.ReadAsByteArrayAsync());

        Assert.Equal("image/svg+xml", svg.Content.Headers.ContentType!.MediaType);
        Assert.Equal("image/png", png.Content.Headers.ContentType!.MediaType);
        Assert.Contains("sandbox", Assert.Single(svg.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.All(
            (string[])[fromSvg, fromPng],
            text => Assert.Equal(
                "<Мёд> & \"Co\" 🐝", JsonDocument.Parse(text).RootElement.GetProperty("credentialSubject").Text("name")));
        Assert.All(
            await OthersVerifier.FaultsAsync(
                await CredentialApi.TextAsync(anyone, "/.well-known/did.json"), OthersVerifier.Proof(fromSvg),
                    OthersVerifier.Proof(fromPng)),
            Assert.Null);
        await (await anyone.GetAsync(CredentialApi.AddressOf(organization, "A") + "/badge.png"))
            .ShouldBeProblemAsync(404, "level_not_active");
    }

    // Chunk by chunk, each with its check, to the end of the picture.
    private static string TextOf(byte[] png)
    {
        var (texts, last) = (new List<string>(), "");
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], png[..8]);
        for (var place = 8; place < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(place));
            last = Encoding.ASCII.GetString(png, place + 4, 4);
            if (last == "iTXt")
            {
                Assert.Equal("openbadgecredential\0\0\0\0\0", Encoding.ASCII.GetString(png, place + 8, 24));
                texts.Add(Encoding.UTF8.GetString(png, place + 32, length - 24));
            }

            place += length + 12;
        }

        Assert.Equal("IEND", last);
        return Assert.Single(texts);
    }
}
