namespace StatusLevels.Testing.FirstProduct;

/// <summary>The report of a takeover, filled in as a person would in a spreadsheet.</summary>
public static class FilledReport
{
    /// <summary>Says yes to each line of this rule, or answers those that hold a text.</summary>
    public static async Task AcceptAsync(string file, string rule, string text = "", string answer = "yes")
    {
        var lines = await File.ReadAllLinesAsync(file);
        await File.WriteAllLinesAsync(
            file,
            lines.Select(line => line.Contains($"\"{rule}\"", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal)
                ? $"{line[..^2]}\"{answer}\""
                : line));
    }
}
