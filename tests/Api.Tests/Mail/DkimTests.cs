using System.Security.Cryptography;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.OpenSsl;
using Org.BouncyCastle.Security;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>What is sent carries a signature that receivers can verify.</summary>
public sealed class DkimTests
{
    [Theory]
    [InlineData("rsa")]
    [InlineData("ed25519")]
    public async Task A_sent_mail_verifies_and_its_list_headers_are_signed(string kind)
    {
        using var folder = new TestFolder();
        var (file, key) = (Path.Combine(folder.Path, "dkim.pem"), NewKey(kind));
        await using (var text = new StreamWriter(file))
        {
            using var pem = new PemWriter(text);
            pem.WriteObject(key.Private);
        }

        await using var server = TestMailServer.Start();
        var settings = MailerTests.Settings(server.Url);
        (settings["DKIM_DOMAIN"], settings["DKIM_SELECTOR"], settings["DKIM_KEY_FILE"]) = ("example.org", "s1", file);
        await using var api = await TestApi.StartAsync(settings);
        using var admin = await api.SignedInAsync();
        var organization = await admin.NewOrganizationAsync("Льняная мануфактура с длинным названием", "ru", "office@acme.example");

        await admin.GrantAsync(organization, "A");

        await Eventually.HoldsAsync(() => server.Taken.Count > 0);
        var mail = server.Taken[0];
        var header = mail.Headers[mail.Headers.IndexOf(HeaderId.DkimSignature)];
        Assert.Contains("list-unsubscribe:list-unsubscribe-post", header.Value.ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal)
            .Replace("\t", "", StringComparison.Ordinal).Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(await new DkimVerifier(new Locator(key.Public)).VerifyAsync(mail, header, TestContext.Current.CancellationToken));
    }

    private static AsymmetricCipherKeyPair NewKey(string kind)
    {
        if (kind == "rsa")
        {
            using var rsa = RSA.Create(2048);
            return DotNetUtilities.GetRsaKeyPair(rsa);
        }

        var generator = new Ed25519KeyPairGenerator();
        generator.Init(new Ed25519KeyGenerationParameters(new SecureRandom()));
        return generator.GenerateKeyPair();
    }

    private sealed class Locator(AsymmetricKeyParameter key) : IDkimPublicKeyLocator
    {
        public AsymmetricKeyParameter LocatePublicKey(
            string methods, string domain, string selector, CancellationToken cancellationToken = default) => key;

        public Task<AsymmetricKeyParameter> LocatePublicKeyAsync(
            string methods, string domain, string selector, CancellationToken cancellationToken = default) => Task.FromResult(key);
    }
}
