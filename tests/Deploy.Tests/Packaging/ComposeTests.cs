using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using StatusLevels.Testing;
using YamlDotNet.RepresentationModel;
using static StatusLevels.Deploy.Tests.Packaging.ComposeFile;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>compose.yaml, held against the product and the files that it names. Compose itself has not read it.</summary>
public sealed partial class ComposeTests
{
    private static readonly ComposeFile Compose = ComposeFile.Read();

    [Fact]
    public void There_are_three_nodes_that_wait_for_a_healthy_database_and_for_the_migrations()
    {
        Assert.Equal(3, Compose.Nodes.Count);
        Assert.All(Compose.Nodes.Select(node => Compose.Services[node]), node =>
        {
            Assert.Equal("service_healthy", Text(node["depends_on"]["postgres"]["condition"]));
            Assert.Equal("service_completed_successfully", Text(node["depends_on"]["migrate"]["condition"]));
            Assert.InRange(int.Parse(Text(node["stop_grace_period"]).TrimEnd('s'), CultureInfo.InvariantCulture), 31, 120);
        });
    }

    [Fact]
    public void What_is_waited_for_exists_and_can_be_healthy()
    {
        foreach (var service in Compose.Services.Values.Where(service => service.Children.ContainsKey("depends_on")))
        {
            foreach (var (name, condition) in Awaited(service["depends_on"]))
            {
                Assert.True(Compose.Services.TryGetValue(name, out var other));
                Assert.True(condition != "service_healthy" || other.Children.ContainsKey("healthcheck"), $"{name} has no health check.");
            }
        }
    }

    [Fact]
    public void The_nodes_work_under_another_role_than_the_one_that_migrates()
    {
        var node = Members(Compose.Services[Compose.Nodes[0]], "environment");

        Assert.Contains("Username=statuslevels_app;Password=${DATABASE_PASSWORD", node["DATABASE_URL"], StringComparison.Ordinal);
        Assert.Equal("postgres", node["CLUSTER"]);
        Assert.Contains(
            "Username=statuslevels_owner;Password=${DATABASE_OWNER_PASSWORD",
            Members(Compose.Services["migrate"], "environment")["DATABASE_URL"], StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_it_sets_is_a_setting_of_the_product()
    {
        var known = SettingsTable.Read().Select(setting => setting.Name).ToHashSet(StringComparer.Ordinal);

        Assert.All(
            Compose.OfTheProduct.Values.SelectMany(service => Members(service, "environment").Keys).Distinct(),
            name => Assert.True(known.Contains(name), $"{name} is no setting."));
    }

    [Fact]
    public async Task The_secrets_that_it_demands_are_those_that_new_env_makes_up()
    {
        var first = Variables(await NewEnvAsync());
        var second = Variables(await NewEnvAsync());

        Assert.Equal(Compose.Required.Order(StringComparer.Ordinal), first.Keys.Order(StringComparer.Ordinal));
        Assert.All(first.Where(variable => variable.Key != "ADMIN_EMAIL"), variable =>
        {
            Assert.Matches("^[0-9a-f]{48}$", variable.Value);
            Assert.NotEqual(variable.Value, second[variable.Key]);
        });
        Assert.Equal(first.Count, first.Values.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task What_new_env_writes_only_its_owner_may_read_and_what_is_there_it_leaves()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, ".env");
        (await Command.RunAsync(["sh", "-c", $"umask 000; exec '{NewEnv}' '{file}'"])).Succeeded();
        var written = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

        Assert.Equal("600", (await Command.RunAsync(["stat", "--format=%a", file])).Succeeded().Output.Trim());
        Assert.NotEqual(0, (await Command.RunAsync([NewEnv, file])).ExitCode);
        Assert.Equal(written, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Every_container_has_bounds_and_writes_to_volumes_and_memory_only() => Assert.All(Compose.Services, service =>
    {
        Assert.Matches(@"^\d+[gm]$", Text(service.Value["mem_limit"]));
        Assert.InRange(int.Parse(Text(service.Value["pids_limit"]), CultureInfo.InvariantCulture), 64, 4096);
        Assert.Equal("true", Text(service.Value["read_only"]));
        Assert.Equal(["ALL"], Texts(service.Value, "cap_drop"));
        Assert.Equal(["no-new-privileges:true"], Texts(service.Value, "security_opt"));
        Assert.False(service.Value.Children.ContainsKey("cap_add"));
    });

    [Fact]
    public void Who_need_not_reach_the_ports_of_Orleans_or_the_database_is_in_no_network_with_them()
    {
        string[] In(string network) =>
            [
                .. Compose.Services.Where(service => NetworksOf(service.Value).Contains(network))
                    .Select(service => service.Key)
                    .Order(StringComparer.Ordinal),
            ];

        Assert.All(Compose.Services.Values, service => Assert.NotEmpty(NetworksOf(service)));
        Assert.Equal(Compose.Nodes, In("nodes"));
        Assert.Equal(["migrate", .. Compose.Nodes, "postgres"], In("database"));
        Assert.Equal([.. Compose.Nodes, "prometheus"], In("metrics"));
        Assert.Equal(["grafana", "prometheus"], In("dashboards"));
        Assert.Equal([.. Compose.Nodes, "proxy"], In("edge"));
        Assert.All(new[] { "nodes", "database", "metrics" }, network => Assert.Equal("true", Text(Compose.Networks[network]["internal"])));
    }

    [Fact]
    public void Nodes_listen_for_each_other_in_their_own_network()
    {
        var network = IPNetwork.Parse(Text(Compose.Addresses("nodes")["subnet"]));
        var addresses = Compose.Nodes.Select(node => Members(Compose.Services[node], "environment")["ADVERTISED_IP"]).ToArray();

        Assert.Equal(addresses, Compose.Nodes.Select(node => Text(Compose.Services[node]["networks"]["nodes"]["ipv4_address"])));
        Assert.Equal(addresses.Length, addresses.Distinct(StringComparer.Ordinal).Count());
        Assert.All(addresses, address => Assert.True(network.Contains(IPAddress.Parse(address))));
    }

    [Fact]
    public void Its_ports_are_open_to_this_machine_only()
    {
        var published = Compose.Services.Values.SelectMany(service => Texts(service, "ports")).ToArray();

        Assert.Equal(3, published.Length);
        Assert.All(published, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    }

    [Fact]
    public void Images_of_others_are_pinned_to_a_release() => Assert.All(
        Compose.Services.Values.Select(service => Text(service["image"])).Where(image => image != "statuslevels:local"),
        image => Assert.Matches(@"^[a-z/]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?$", image));

    [Fact]
    public void What_it_mounts_is_there()
    {
        var mounted = Compose.Services.Values.SelectMany(service => Texts(service, "volumes")).Where(
            volume => volume.StartsWith("./", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(mounted);
        Assert.All(mounted, volume =>
        {
            Assert.EndsWith(":ro", volume, StringComparison.Ordinal);
            Assert.True(Path.Exists(Repository.PathOf(volume.Split(':')[0])), volume);
        });
    }

    [Fact]
    public void Only_the_proxy_is_believed_where_a_request_comes_from()
    {
        var proxy = IPAddress.Parse(Text(Compose.Services["proxy"]["networks"]["edge"]["ipv4_address"]));

        Assert.Equal(proxy.ToString(), Members(Compose.Services[Compose.Nodes[0]], "environment")["TRUSTED_PROXIES"]);
        Assert.True(IPNetwork.Parse(Text(Compose.Addresses("edge")["subnet"])).Contains(proxy));
        Assert.False(IPNetwork.Parse(Text(Compose.Addresses("edge")["ip_range"])).Contains(proxy));
    }

    [Fact]
    public void The_proxy_and_Prometheus_know_the_nodes()
    {
        var nodes = Compose.Nodes.Select(node => $"{node}:8080").ToArray();
        var proxied = ProxiedServer().Matches(File.ReadAllText(Repository.PathOf("deploy/compose/haproxy.cfg"))).Select(
            match => match.Groups["address"].Value);

        Assert.Equal(nodes, proxied);
        var port = Members(Compose.Services[Compose.Nodes[0]], "environment")["METRICS_PORT"];
        Assert.All(
            Compose.Nodes,
            node =>
                Assert.Contains(
                    $"{node}:{port}", File.ReadAllText(Repository.PathOf("deploy/prometheus/prometheus.yml")), StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, string Condition)> Awaited(YamlNode dependencies) => dependencies switch
    {
        YamlSequenceNode names => names.Select(name => (Text(name), "service_started")),
        YamlMappingNode conditions => conditions.Children.Select(pair => (Text(pair.Key), Text(pair.Value["condition"]))),
        _ => throw new InvalidOperationException($"depends_on is neither a list nor a map: {dependencies}"),
    };

    private static string NewEnv => Repository.PathOf("deploy/compose/new-env");

    private static async Task<string> NewEnvAsync()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, ".env");
        (await Command.RunAsync([NewEnv, file])).Succeeded();
        return await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, string> Variables(string env) => env.Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    [GeneratedRegex(
        @"^\s+server \S+ (?<address>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProxiedServer();
}
