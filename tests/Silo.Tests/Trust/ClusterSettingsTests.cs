using System.Net;
using Microsoft.Extensions.Configuration;

namespace StatusLevels.Silo.Tests.Trust;

public sealed class ClusterSettingsTests
{
    [Theory]
    [InlineData]
    [InlineData("DATABASE_URL", "postgres://somebody@db/levels")]
    [InlineData("CLUSTER", "local", "SILO_PORT", "tcp://10.96.12.7:11111")]
    public void Without_a_word_of_others_a_node_is_alone_whatever_else_is_set(params string[] settings)
    {
        var cluster = From(settings);

        Assert.Equal((ClusterMode.Local, 0), (cluster.Mode, cluster.GatewayPort));
    }

    [Fact]
    public void In_a_cluster_it_has_one_address()
    {
        var cluster = From("CLUSTER", "postgres", "ADVERTISED_IP", "127.0.0.1");

        Assert.Equal(new ClusterSettings(ClusterMode.Postgres, 11111, 30000, IPAddress.Loopback), cluster);
        Assert.NotEqual(IPAddress.Any, From("CLUSTER", "postgres").AdvertisedIp);
    }

    [Theory]
    [InlineData("CLUSTER must be", "CLUSTER", "many")]
    [InlineData("ADVERTISED_IP must be an IP address", "CLUSTER", "postgres", "ADVERTISED_IP", "node1")]
    [InlineData("one address of this machine", "CLUSTER", "postgres", "ADVERTISED_IP", "0.0.0.0")]
    [InlineData("one address of this machine", "CLUSTER", "postgres", "ADVERTISED_IP", "::")]
    [InlineData("one address of this machine", "CLUSTER", "postgres", "ADVERTISED_IP", "203.0.113.7")]
    [InlineData("SILO_PORT must be a port", "CLUSTER", "postgres", "ADVERTISED_IP", "127.0.0.1", "SILO_PORT", "0")]
    public void A_setting_that_cannot_work_is_a_sentence(string sentence, params string[] settings) =>
        Assert.Contains(sentence, Assert.Throws<StartupException>(() => From(settings)).Message, StringComparison.Ordinal);

    private static ClusterSettings From(params string[] settings) => ClusterSettings.From(
        new ConfigurationBuilder().AddInMemoryCollection(
            settings.Chunk(2).ToDictionary(pair => pair[0], pair => (string?)pair[1])).Build());
}
