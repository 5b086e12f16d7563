using System.Globalization;
using System.Text.RegularExpressions;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>What the Dockerfile says, and that nothing gets into an image that does not belong there.</summary>
public sealed partial class ImageTests
{
    private static readonly Dockerfile Image = BuiltImage.Dockerfile;

    public static TheoryData<string> Targets => ["api", "silo"];

    [Theory]
    [MemberData(nameof(Targets))]
    public void It_runs_as_a_user_who_is_not_root_and_is_stopped_by_a_signal_that_the_product_knows(string target)
    {
        Assert.Equal("statuslevels", Image.Last(target, "USER"));
        Assert.Contains(
            Image.Lineage(target).SelectMany(stage => stage.Instructions),
            instruction => instruction.Keyword == "RUN" && instruction.Arguments.Contains("useradd --uid 1654 ", StringComparison.Ordinal));
        Assert.Equal("SIGTERM", Image.Last(target, "STOPSIGNAL"));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Its_data_lie_in_a_volume_that_belongs_to_that_user(string target)
    {
        Assert.Equal("/data", Image.Last(target, "VOLUME"));
        Assert.Equal("/data", Image.Environment(target)["DATA_DIR"]);
        Assert.Contains(
            Image.Lineage(target).SelectMany(stage => stage.Instructions).SelectMany(instruction => instruction.Commands),
            command => command == "install -d -o statuslevels -g statuslevels -m 0700 /data");
    }

    [Fact]
    public void The_target_of_a_build_that_names_none_is_the_api() => Assert.Equal("api", Image.Stages[^1].Name);

    [Fact]
    public void Images_that_it_is_built_from_are_named_with_a_version()
    {
        var outside = Image.Stages.Select(stage => stage.From).Where(from => Image.Stages.All(stage => stage.Name != from)).ToArray();

        Assert.NotEmpty(outside);
        Assert.All(outside, image => Assert.Matches("^(mcr\\.microsoft\\.com/dotnet/(sdk|aspnet):10\\.0-noble|debian:trixie-slim)$", image));
    }

    [Fact]
    public void Nothing_secret_is_set_in_it() => Assert.DoesNotMatch(
        SecretName(),
        string.Join(
            '\n',
            Image.Stages.SelectMany(stage => stage.Instructions).Where(instruction => instruction.Keyword is "ENV" or "ARG" or "LABEL")
                .Select(instruction => instruction.Arguments)));

    [Fact]
    public async Task What_is_not_built_from_is_not_sent_to_the_builder()
    {
        using var clone = new TestFolder();
        string[] files =
        [
            ".env", ".data/admin-password", ".data/postgres/password", ".git/config", "src/.env.production",
            "src/Api/bin/Debug/net10.0/a.dll", "src/Api/obj/project.assets.json",
            "tests/Testing/TestPostgres.cs", "docs/security.md", "compose.yaml", "src/Api/Program.cs",
            "sql/migrations/0001_orleans_main.sql", "global.json",
        ];
        foreach (var file in files)
        {
            var path = Path.Combine(clone.Path, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, "content", TestContext.Current.CancellationToken);
        }

        var context = Path.Combine(clone.Path, "context");
        BuildContext.Copy(clone.Path, files, context);

        Assert.Equal(
            ["global.json", "sql/migrations/0001_orleans_main.sql", "src/Api/Program.cs"],
            Directory.EnumerateFiles(context, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(context, file))
                .Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// Installing would change this machine. Instead apt plans the installation onto an empty system of the image's Debian, from that
    /// Debian's own list of packages, in a folder of its own.
    /// </summary>
    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task The_packages_that_it_installs_are_in_its_Debian()
    {
        var suite = Image.Lineage("api")[0].From.Split(':', '-')[1];
        using var folder = new TestFolder();
        var apt = await PrivateApt.CreateAsync(folder.Path, suite);
        foreach (
            var command in Image.Lineage("api").Concat(Image.Lineage("silo")).SelectMany(stage => stage.Instructions)
                .SelectMany(instruction => instruction.Commands).Distinct())
        {
            if (command.StartsWith("apt-get install", StringComparison.Ordinal))
            {
                var plan = await apt.PlanAsync(command.Split(' ')[2..]);
                Assert.Contains("Inst ", plan, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Its_database_server_is_one_that_the_product_works_with()
    {
        var server = ServerPackage().Match(
            string.Join(' ', Image.Lineage("api").SelectMany(stage => stage.Instructions).Select(instruction => instruction.Arguments)));

        Assert.True(server.Success);
        Assert.InRange(int.Parse(server.Groups["major"].Value, CultureInfo.InvariantCulture), 15, 99);
    }

    [GeneratedRegex("SECRET|PASSWORD|TOKEN|_KEY|DATABASE_URL", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretName();

    [GeneratedRegex(@" postgresql-(?<major>\d+)( |$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServerPackage();
}
