using System.Text.Json;
using System.Text.RegularExpressions;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>One line of a Dockerfile, its continuations joined.</summary>
internal sealed record Instruction(string Keyword, string Arguments)
{
    public string[] Words => Arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The commands of a RUN, which it chains by <c>&amp;&amp;</c>.</summary>
    public string[] Commands => Arguments.Split("&&", StringSplitOptions.TrimEntries);
}

/// <summary>What lies between two FROM.</summary>
internal sealed record Stage(string From, string Name, IReadOnlyList<Instruction> Instructions);

/// <summary>The Dockerfile of the product, read as far as it makes use of the language.</summary>
internal sealed partial class Dockerfile(IReadOnlyList<Stage> stages)
{
    public IReadOnlyList<Stage> Stages => stages;

    public static Dockerfile Read() => Parse(File.ReadAllLines(Repository.PathOf("Dockerfile")));

    /// <summary>A stage after those that it is built upon, the lowest first.</summary>
    public IReadOnlyList<Stage> Lineage(string name)
    {
        var stage = stages.Single(candidate => candidate.Name == name);
        return [.. stages.Any(candidate => candidate.Name == stage.From) ? Lineage(stage.From) : [], stage];
    }

    /// <summary>What is set last on the way to a target.</summary>
    public string Last(string target, string keyword) =>
        Lineage(target).SelectMany(stage => stage.Instructions).Last(instruction => instruction.Keyword == keyword).Arguments;

    /// <summary>The environment of a container.</summary>
    public IReadOnlyDictionary<string, string> Environment(string target) => Lineage(target)
        .SelectMany(stage => stage.Instructions)
        .Where(instruction => instruction.Keyword == "ENV")
        .SelectMany(instruction => instruction.Words)
        .Select(word => word.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    public IReadOnlyList<string> EntryPoint(string target) => JsonSerializer.Deserialize<string[]>(Last(target, "ENTRYPOINT"))!;

    public IReadOnlyList<string> HealthCheck(string target) =>
        JsonSerializer.Deserialize<string[]>(ExecForm().Match(Last(target, "HEALTHCHECK")).Groups["command"].Value)!;

    private static Dockerfile Parse(IEnumerable<string> lines)
    {
        var stages = new List<Stage>();
        var instructions = new List<Instruction>();
        var pending = "";
        foreach (var line in lines.Where(line => !line.TrimStart().StartsWith('#')))
        {
            pending += line.TrimEnd('\\').Trim() + " ";
            if (line.EndsWith('\\') || pending.Trim().Length == 0)
            {
                continue;
            }

            var split = pending.Trim().Split(' ', 2);
            pending = "";
            if (split[0] == "FROM")
            {
                instructions = [];
                var from = From().Match(split[1]);
                stages.Add(new Stage(from.Groups["image"].Value, from.Groups["name"].Value, instructions));
            }
            else
            {
                instructions.Add(new Instruction(split[0], split[1].Trim()));
            }
        }

        return new Dockerfile(stages);
    }

    [GeneratedRegex(@"^(?<image>\S+) AS (?<name>\S+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex From();

    [GeneratedRegex(@"CMD (?<command>\[.*\])$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExecForm();
}
