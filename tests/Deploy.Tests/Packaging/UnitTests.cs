using System.Globalization;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>The unit for systemd: what it sets is known, and it waits as long as a stop may take.</summary>
public sealed class UnitTests
{
    private static readonly (string Name, string Value)[] Unit =
    [
        .. File.ReadLines(Repository.PathOf("deploy/systemd/statuslevels.service"))
            .Where(line => line.Length > 0 && line[0] is not ('#' or '['))
            .Select(line => line.Split('=', 2))
            .Select(pair => (pair[0], pair[1])),
    ];

    [Fact]
    public void It_starts_the_program_of_the_image() =>
        Assert.EndsWith($"/{BuiltImage.Dockerfile.EntryPoint("api")[1]}", Of("ExecStart"), StringComparison.Ordinal);

    [Fact]
    public void It_waits_for_a_clean_stop_and_leaves_the_database_server_to_the_product()
    {
        Assert.InRange(int.Parse(Of("TimeoutStopSec"), CultureInfo.InvariantCulture), 31, 300);
        Assert.Equal("mixed", Of("KillMode"));
        Assert.Equal("SIGTERM", Of("KillSignal"));
    }

    [Fact]
    public void What_it_sets_are_settings_of_the_product_and_no_secrets()
    {
        var known = SettingsTable.Read().Select(setting => setting.Name).ToHashSet(StringComparer.Ordinal);
        var set = Unit.Where(line => line.Name == "Environment").Select(line => line.Value.Split('=')[0]).ToArray();

        Assert.All(set, name => Assert.Contains(name, known));
        Assert.DoesNotContain(
            set,
            name =>
                name.Contains("SECRET", StringComparison.Ordinal) || name.Contains("PASSWORD", StringComparison.Ordinal)
                    || name == "DATABASE_URL");
    }

    private static string Of(string name) => Unit.Single(line => line.Name == name).Value;
}
