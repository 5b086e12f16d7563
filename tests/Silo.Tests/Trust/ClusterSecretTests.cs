using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using StatusLevels.Silo.Trust;

namespace StatusLevels.Silo.Tests.Trust;

/// <summary>One secret, one key: who holds it is a node, whatever its name, its address and its clock.</summary>
public sealed class ClusterSecretTests
{
    private const string One = "0f63ab1d7c9e24586b7f0a1c3d5e9b8244d0c7fe19a65b38";
    private const string Other = "d1e8305c7f6a924be0b17c3d58f2a6949c05e7b12f3d8a6c";

    [Fact]
    public void Nodes_with_one_secret_know_each_other()
    {
        var (here, there) = (Trust(One), Trust(One));

        Assert.True(here.IsOurs(there.Certificate, null));
        Assert.True(there.IsOurs(here.Certificate, null));
        Assert.True(here.Certificate.HasPrivateKey);
    }

    [Fact]
    public void A_node_with_another_secret_is_a_stranger_although_its_certificate_says_the_same()
    {
        var (here, stranger) = (Trust(One), Trust(Other));

        Assert.Equal(here.Certificate.Subject, stranger.Certificate.Subject);
        Assert.False(here.IsOurs(stranger.Certificate, null));
        Assert.False(stranger.IsOurs(here.Certificate, null));
    }

    [Fact]
    public void A_certificate_of_anybodys_own_making_is_a_stranger()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest(Trust(One).Certificate.SubjectName, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));

        Assert.False(Trust(One).IsOurs(made, null));
    }

    [Fact]
    public void While_a_secret_is_replaced_the_first_is_shown_and_each_is_good()
    {
        var (before, during, after) = (Trust($"{One},{Other}"), Trust($" {Other} , {One} "), Trust(Other));

        Assert.True(before.IsOurs(during.Certificate, null));
        Assert.True(during.IsOurs(before.Certificate, null));
        Assert.True(after.IsOurs(during.Certificate, null));
        Assert.False(after.IsOurs(before.Certificate, null));
    }

    [Fact]
    public void The_key_of_a_secret_stays_what_it_is_so_that_two_versions_form_one_cluster() =>
        Assert.Equal(
            "2fa8dce046eb724b0016cd10ba11abe968603d9bcf94de933bbd5c1fd1a07a7f",
            Convert.ToHexStringLower(SHA256.HashData(Trust(One).Certificate.PublicKey.ExportSubjectPublicKeyInfo())));

    [Theory]
    [InlineData("short")]
    [InlineData("0f63ab1d7c9e24586b7f0a1c3d5e9b8")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abababababababababababababababababababababababab")]
    [InlineData("change-me-please-change-me-please-change-me-please-")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789")]
    [InlineData("1234567890123456789012345678901234567890")]
    [InlineData(One + ",short")]
    [InlineData(",")]
    public void What_can_be_guessed_is_refused_with_a_sentence_that_does_not_repeat_it(string text)
    {
        var refused = Assert.Throws<StartupException>(() => Trust(text));

        Assert.Contains("CLUSTER_SECRET must have at least 32 random bytes", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, refused.Message.Replace(", such as", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_secrets_of_every_usual_kind_are_taken()
    {
        for (var tries = 0; tries < 200; tries++)
        {
            Trust(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
            Trust(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }
    }

    [Fact]
    public void The_secret_may_lie_in_a_file()
    {
        using var folder = new StatusLevels.Testing.TestFolder();
        var file = Path.Combine(folder.Path, "secret");
        File.WriteAllText(file, $"{One}\n");

        Assert.True(Trust(One).IsOurs(From(("CLUSTER_SECRET_FILE", file)).Certificate, null));
    }

    [Theory]
    [InlineData("A cluster needs CLUSTER_SECRET")]
    [InlineData("are both set", "CLUSTER_SECRET", One, "CLUSTER_SECRET_FILE", "/x")]
    [InlineData("CLUSTER_SECRET_FILE names cannot be read", "CLUSTER_SECRET_FILE", "/does/not/exist")]
    [InlineData("go together", "CLUSTER_CERTIFICATE", "/x", "CLUSTER_CA", "/y")]
    [InlineData("contradict each other", "CLUSTER_SECRET", One, "CLUSTER_CERTIFICATE", "/x")]
    [InlineData("must be readable and PEM", "CLUSTER_CERTIFICATE", "/x", "CLUSTER_CERTIFICATE_KEY", "/y", "CLUSTER_CA", "/z")]
    public void Settings_that_cannot_work_stop_the_start_with_a_sentence(string sentence, params string[] settings) =>
        Assert.Contains(
            sentence, Assert.Throws<StartupException>(() => From([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))])).Message,
            StringComparison.Ordinal);

    private static NodeTrust Trust(string secrets) => From(("CLUSTER_SECRET", secrets));

    private static NodeTrust From(params (string Name, string Value)[] settings) =>
        NodeTrust.From(
            new ConfigurationBuilder().AddInMemoryCollection(
                settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value)).Build());
}
