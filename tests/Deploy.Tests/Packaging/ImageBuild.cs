using System.Text.RegularExpressions;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>
/// Does what the steps of the Dockerfile do, without a container engine: each stage is a folder, COPY copies, and a RUN of dotnet runs with
/// the stage's folder in place of <c>/</c>. Steps that change the system of the image are left to other tests; a step that nobody knows is
/// a failure.
/// </summary>
internal sealed partial class ImageBuild(Dockerfile dockerfile, string context, string root)
{
    private static readonly string[] ChangeTheSystem = ["apt-get", "rm", "ln", "useradd", "install", "mkdir", "echo"];

    // No build server stays behind, and the settings of the tests' own build don't reach this one.
    private static readonly Dictionary<string, string> BuildEnvironment = new(StringComparer.Ordinal)
    {
        ["HOME"] = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
    };

    /// <summary>The folder that is <c>/</c> in a stage.</summary>
    public string RootOf(string stage) => Path.Combine(root, stage);

    public async Task RunAsync()
    {
        foreach (var stage in dockerfile.Stages)
        {
            Directory.CreateDirectory(RootOf(stage.Name));
            if (dockerfile.Stages.Any(other => other.Name == stage.From))
            {
                CopyFolder(RootOf(stage.From), RootOf(stage.Name));
            }

            await RunAsync(stage);
        }
    }

    private async Task RunAsync(Stage stage)
    {
        var folder = dockerfile.Lineage(stage.Name).SelectMany(lower => lower.Instructions)
            .FirstOrDefault(instruction => instruction.Keyword == "WORKDIR")?.Arguments ?? "/";
        foreach (var instruction in stage.Instructions)
        {
            switch (instruction.Keyword)
            {
                case "WORKDIR":
                    Directory.CreateDirectory(RootOf(stage.Name) + instruction.Arguments);
                    break;
                case "COPY":
                    Copy(stage, folder, instruction.Words);
                    break;
                case "RUN":
                    foreach (var command in instruction.Commands)
                    {
                        await RunAsync(stage, folder, command);
                    }

                    break;
            }
        }
    }

    private async Task RunAsync(Stage stage, string folder, string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0] != "dotnet")
        {
            Assert.Contains(words[0], ChangeTheSystem);
            return;
        }

        var here = words.Select(word => word.StartsWith('/') ? RootOf(stage.Name) + word : word);
        (await Command.RunAsync(["nice", .. here], RootOf(stage.Name) + folder, BuildEnvironment)).Succeeded();
    }

    private void Copy(Stage stage, string folder, string[] words)
    {
        var source = context;
        if (FromStage().Match(words[0]) is { Success: true } from)
        {
            words = words[1..];
            var name = from.Groups["stage"].Value;
            if (dockerfile.Stages.Single(other => other.Name == name).Instructions.Count == 0)
            {
                // Another image as it is: this machine's own copy of what it brings is used instead.
                Assert.Equal(["/usr/share/dotnet", "/usr/share/dotnet"], words);
                return;
            }

            source = RootOf(name);
        }

        var target = Path.GetFullPath(
            Path.Combine(RootOf(stage.Name) + folder, words[^1].EndsWith("./", StringComparison.Ordinal) ? "." : words[^1]));
        foreach (var word in words[..^1])
        {
            var path = Path.Combine(source, word.TrimStart('/'));
            if (Directory.Exists(path))
            {
                CopyFolder(path, target);
            }
            else
            {
                Directory.CreateDirectory(target);
                File.Copy(path, Path.Combine(target, Path.GetFileName(path)), overwrite: true);
            }
        }
    }

    private static void CopyFolder(string source, string target)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    [GeneratedRegex("^--from=(?<stage>.+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FromStage();
}
