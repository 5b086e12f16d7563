using System.Text.RegularExpressions;
using StatusLevels.Testing;
using YamlDotNet.RepresentationModel;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>compose.yaml as its services, with what YAML merges in.</summary>
internal sealed partial class ComposeFile
{
    private readonly YamlMappingNode root;
    private readonly string text;

    private ComposeFile(string text)
    {
        this.text = text;
        var yaml = new YamlStream();
        using var reader = new StringReader(text);
        yaml.Load(reader);
        root = (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    public static ComposeFile Read() => new(File.ReadAllText(Repository.PathOf("compose.yaml")));

    public IReadOnlyDictionary<string, YamlMappingNode> Services =>
        ((YamlMappingNode)root["services"]).Children.ToDictionary(
            pair => Text(pair.Key), pair => Merged((YamlMappingNode)pair.Value), StringComparer.Ordinal);

    /// <summary>The services that run the product.</summary>
    public IReadOnlyDictionary<string, YamlMappingNode> OfTheProduct =>
        Services.Where(service => Text(service.Value["image"]) == "statuslevels:local").ToDictionary(StringComparer.Ordinal);

    public IReadOnlyList<string> Nodes =>
        [.. OfTheProduct.Where(service => !service.Value.Children.ContainsKey("command")).Select(service => service.Key)];

    public YamlMappingNode Networks => (YamlMappingNode)root["networks"];

    /// <summary>Where the addresses of a network are taken from.</summary>
    public YamlMappingNode Addresses(string network) => (YamlMappingNode)Networks[network]["ipam"]["config"][0];

    /// <summary>The networks that a service is in.</summary>
    public static IReadOnlyList<string> NetworksOf(YamlMappingNode service) => service.Children.TryGetValue("networks",
        out var networks) ? networks switch
        {
            YamlSequenceNode names => [.. names.Select(Text)],
            YamlMappingNode map => [.. map.Children.Keys.Select(Text)],
            _ => throw new InvalidOperationException($"networks is neither a list nor a map: {networks}"),
        } : [];

    /// <summary>Variables without which Compose refuses to start.</summary>
    public IReadOnlySet<string> Required =>
        Demanded().Matches(text).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

    public static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    public static IEnumerable<string> Texts(YamlMappingNode service, string member) =>
        service.Children.TryGetValue(member, out var list) ? ((YamlSequenceNode)list).Select(Text) : [];

    public static IReadOnlyDictionary<string, string> Members(YamlMappingNode service, string member) =>
        service.Children.TryGetValue(member, out var map)
            ? Merged((YamlMappingNode)map).Children.ToDictionary(
                pair => Text(pair.Key), pair => pair.Value is YamlScalarNode { Value: { } value } ? value : "", StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);

    private static YamlMappingNode Merged(YamlMappingNode map)
    {
        if (!map.Children.TryGetValue("<<", out var shared))
        {
            return map;
        }

        var merged = new YamlMappingNode(Merged((YamlMappingNode)shared).Children);
        foreach (var (name, value) in map.Children.Where(pair => Text(pair.Key) != "<<"))
        {
            merged.Children[name] = value;
        }

        return merged;
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+):\?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Demanded();
}
