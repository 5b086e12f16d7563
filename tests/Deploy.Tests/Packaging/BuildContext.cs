using System.Text.RegularExpressions;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>What <c>docker build .</c> sends: the files of a folder without those that <c>.dockerignore</c> names.</summary>
internal static class BuildContext
{
    /// <summary>Copies the context of a folder.</summary>
    /// <param name="source">The folder that is built from.</param>
    /// <param name="files">Its files, named from there.</param>
    /// <param name="target">Where the context goes.</param>
    public static void Copy(string source, IEnumerable<string> files, string target)
    {
        var rules = Rules();
        foreach (var file in files.Where(file => !IsIgnored(rules, file)))
        {
            var copy = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(source, file), copy);
        }
    }

    /// <summary>The files that are in the repository: a clean clone has no others.</summary>
    public static async Task<string[]> TrackedFilesAsync()
    {
        var listed = await Command.RunAsync(["git", "-C", Repository.Root, "ls-files", "--cached", "-z"]);
        return [.. listed.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Repository.PathOf(file)))];
    }

    // The last rule that fits a file, or a folder above it, decides.
    private static bool IsIgnored(IReadOnlyList<(Regex Pattern, bool Ignores)> rules, string file) =>
        rules.LastOrDefault(rule => rule.Pattern.IsMatch(file)).Ignores;

    private static List<(Regex Pattern, bool Ignores)> Rules() =>
    [
        .. from line in File.ReadLines(Repository.PathOf(".dockerignore"))
           let rule = line.Trim()
           where rule.Length > 0 && rule[0] != '#'
           let pattern = Regex.Escape(rule.TrimStart('!')).Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal).Replace(
               @"\*", "[^/]*", StringComparison.Ordinal)
           select (new Regex($"^{pattern}(/|$)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), rule[0] != '!'),
    ];
}
