using System.Globalization;
using System.Reflection;
using DbUp.Engine;

namespace StatusLevels.Silo.Database;

/// <summary>The scripts that this build carries, and what their names say.</summary>
internal static class MigrationScripts
{
    private const string Extension = ".sql";

    public static IReadOnlyList<SqlScript> Embedded { get; } = Read(typeof(MigrationScripts).Assembly);

    /// <summary>The number at the head of a name such as <c>0010_status_tables</c>.</summary>
    public static int Version(string name) =>
        int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);

    private static List<SqlScript> Read(Assembly assembly) =>
        [.. assembly.GetManifestResourceNames()
            .Where(resource => resource.EndsWith(Extension, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource => new SqlScript(resource[..^Extension.Length], Text(assembly, resource)))];

    private static string Text(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is gone.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
