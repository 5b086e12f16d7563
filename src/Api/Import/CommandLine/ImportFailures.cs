using System.Text.Json;

namespace StatusLevels.Api.Import.CommandLine;

/// <summary>Tells of the lines that failed: in the report, if one was asked for, else in words.</summary>
internal sealed class ImportFailures(Stream? report, ImportProgress progress)
{
    public void Tell(ImportOutcomeReply failed)
    {
        if (report is null)
        {
            progress.Say($"line {failed.Line}: {failed.Code}: {failed.Detail}");
            return;
        }

        JsonSerializer.Serialize(report, failed, ApiJson.Context.ImportOutcomeReply);
        report.WriteByte((byte)'\n');
        // Whoever stops the import finds what failed so far.
        report.Flush();
    }
}
