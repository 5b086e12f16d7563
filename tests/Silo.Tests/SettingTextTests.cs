using Microsoft.Extensions.Configuration;
using StatusLevels.Silo.Database;

namespace StatusLevels.Silo.Tests;

/// <summary>What an engine or a file makes of a setting before the product sees it.</summary>
public sealed class SettingTextTests
{
    private const string MadeByKubernetes = "tcp://10.96.12.7:11111";

    [Theory]
    [InlineData("SILO_PORT")]
    [InlineData("GATEWAY_PORT")]
    public void A_port_that_Kubernetes_made_of_a_Service_counts_as_none(string name)
    {
        var service = $"{name[..^"_PORT".Length]}_SERVICE_HOST";

        var settings = ClusterSettings.From(Configuration(("CLUSTER", "postgres"), (name, MadeByKubernetes), (service, "10.96.12.7")));

        Assert.Equal((11111, 30000), (settings.SiloPort, settings.GatewayPort));
    }

    [Fact]
    public void Such_a_port_without_a_Service_is_a_sentence_that_names_the_cause()
    {
        var refusal = Assert.Throws<StartupException>(
            () => ClusterSettings.From(Configuration(("CLUSTER", "postgres"), ("SILO_PORT", MadeByKubernetes))));

        Assert.StartsWith($"SILO_PORT must be a port between 1 and 65535, but is \"{MadeByKubernetes}\".", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Kubernetes", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"postgres://u:s3cret@h/d\"")]
    [InlineData("'postgres://u:s3cret@h/d'")]
    public void Quotes_around_a_value_are_named_as_the_cause_and_the_value_is_not_told(string value)
    {
        var refusal = Assert.Throws<StartupException>(() => DatabaseOptions.From(Configuration(("DATABASE_URL", value))));

        Assert.StartsWith("DATABASE_URL begins and ends with a quote", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_within_a_value_is_part_of_it() =>
        Assert.Equal("Host=h;Password='a;b'", DatabaseOptions.From(Configuration(("DATABASE_URL", "Host=h;Password='a;b'"))).Database);

    private static IConfiguration Configuration(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)))
        .Build();
}
