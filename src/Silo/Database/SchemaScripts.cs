using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Silo.Database;

/// <summary>What makes the schema of a build.</summary>
/// <param name="Migrations">Run once each, in the order of their numbers.</param>
/// <param name="Current">Run again whenever their text has changed, in this order.</param>
/// <param name="Revision">Tells which of two builds has the newer current texts: it grows with each release that changes one.</param>
internal sealed record SchemaScripts(IReadOnlyList<SchemaScript> Migrations, IReadOnlyList<SchemaScript> Current, int Revision)
{
    private const string Extension = ".sql";

    /// <summary>Those that this build carries.</summary>
    public static SchemaScripts Embedded { get; } = Read();

    /// <summary>The lines of <c>revisions.txt</c>: the number and <see cref="HashOfCurrent"/> of each revision, the newest last.</summary>
    public static IReadOnlyList<string> Revisions => Lines("current/revisions.txt");

    /// <summary>Of all current texts and their order.</summary>
    public string HashOfCurrent() => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Current.Select(script => $"{script.Name} {script.Hash}\n")))));

    private static SchemaScripts Read() => new(
        [.. typeof(SchemaScripts).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith("migrations/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource => new SchemaScript(Path.GetFileNameWithoutExtension(resource), Text(resource)))],
        [.. Lines("current/order.txt").Select(name => new SchemaScript(name, Text($"current/{name}{Extension}")))],
        int.Parse(Revisions[^1].Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture));

    private static string[] Lines(string resource) =>
        Text(resource).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Text(string resource)
    {
        using var stream = typeof(SchemaScripts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is gone.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
