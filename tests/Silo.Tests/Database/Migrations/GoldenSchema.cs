using System.Runtime.CompilerServices;

namespace StatusLevels.Silo.Tests.Database.Migrations;

/// <summary>The whole schema as it is agreed, in <c>schema.txt</c>. <c>UPDATE_SNAPSHOTS=1 ./test Silo</c> accepts a change.</summary>
internal static class GoldenSchema
{
    public static async Task IsInAsync(string connectionString)
    {
        var found = await SchemaDump.ReadAsync(connectionString);
        var file = FileNamed("schema.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1")
        {
            await File.WriteAllTextAsync(file, found, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), found);
    }

    /// <summary>In the folder of the tests' source.</summary>
    public static string FileNamed(string name, [CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, name);
}
