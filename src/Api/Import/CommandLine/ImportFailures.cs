using System.Text.Json;
using StatusLevels.Silo;

namespace StatusLevels.Api.Import.CommandLine;

/// <summary>Tells of the lines that failed: in the report, if one was asked for, else in words.</summary>
internal sealed class ImportFailures(Stream? report, ImportProgress progress)
{
    /// <exception cref="StartupException">The report cannot be written.</exception>
    public void Tell(ImportOutcomeReply failed)
    {
        if (report is null)
        {
            progress.Say($"line {failed.Line}: {failed.Code}: {failed.Detail}");
            return;
        }

        try
        {
            // Whoever stops the import finds what failed so far.
            report.Write([.. JsonSerializer.SerializeToUtf8Bytes(failed, ApiJson.Context.ImportOutcomeReply), (byte)'\n']);
        }
        catch (IOException exception)
        {
            throw new StartupException($"The report cannot be written: {exception.Message.TrimEnd('.')}. {ImportSending.RunAgain}", exception);
        }
    }
}
