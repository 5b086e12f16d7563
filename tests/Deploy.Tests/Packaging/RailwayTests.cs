using System.Text.Json;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>railway.json, as its published reference has it: names and kinds of members. Railway itself has not read it.</summary>
public sealed class RailwayTests
{
    private static readonly JsonElement Railway = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("railway.json"))).RootElement;

    private static readonly Dictionary<string, Dictionary<string, JsonValueKind>> Known = new(StringComparer.Ordinal)
    {
        ["build"] = new(StringComparer.Ordinal)
        {
            ["builder"] = JsonValueKind.String,
            ["dockerfilePath"] = JsonValueKind.String,
            ["watchPatterns"] = JsonValueKind.Array,
        },
        ["deploy"] = new(StringComparer.Ordinal)
        {
            ["preDeployCommand"] = JsonValueKind.Array,
            ["healthcheckPath"] = JsonValueKind.String,
            ["healthcheckTimeout"] = JsonValueKind.Number,
            ["overlapSeconds"] = JsonValueKind.Number,
            ["drainingSeconds"] = JsonValueKind.Number,
            ["restartPolicyType"] = JsonValueKind.String,
        },
    };

    [Fact]
    public void It_has_only_members_that_Railway_knows() => Assert.All(Known, part => Assert.All(
        Railway.GetProperty(part.Key).EnumerateObject(),
        member =>
            Assert.True(part.Value.TryGetValue(member.Name, out var kind) && kind == member.Value.ValueKind, $"{part.Key}.{member.Name}")));

    [Fact]
    public void It_has_no_other_parts() =>
        Assert.Equal(["$schema", "build", "deploy"], Railway.EnumerateObject().Select(part => part.Name));

    [Fact]
    public void It_builds_the_image_of_this_repository_from_files_that_exist()
    {
        var build = Railway.GetProperty("build");

        Assert.Equal("DOCKERFILE", build.GetProperty("builder").GetString());
        Assert.True(File.Exists(Repository.PathOf(build.GetProperty("dockerfilePath").GetString()!)));
        Assert.All(
            build.GetProperty("watchPatterns").EnumerateArray(),
            pattern => Assert.True(Path.Exists(Repository.PathOf(pattern.GetString()!.Replace("/**", "", StringComparison.Ordinal)))));
    }

    [Fact]
    public void It_migrates_first_waits_until_the_node_is_ready_and_gives_the_old_one_time_to_stop()
    {
        var deploy = Railway.GetProperty("deploy");

        Assert.Equal(
            string.Join(' ', [.. BuiltImage.Dockerfile.EntryPoint("api"), "migrate"]),
            deploy.GetProperty("preDeployCommand").EnumerateArray().Single().GetString());
        Assert.Equal("/readyz", deploy.GetProperty("healthcheckPath").GetString());
        Assert.InRange(deploy.GetProperty("drainingSeconds").GetInt32(), 31, 300);
        Assert.Equal("ALWAYS", deploy.GetProperty("restartPolicyType").GetString());
    }
}
