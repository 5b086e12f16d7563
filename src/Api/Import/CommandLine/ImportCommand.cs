using System.CommandLine;
using StatusLevels.Api.Hosting.Client;
using StatusLevels.Silo;

namespace StatusLevels.Api.Import.CommandLine;

/// <summary><c>import FILE</c>: sends a file of subscribers to a running product.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A file with a JSON object a line, as docs/bulk-import.md describes it; - reads the standard input." };
        var url =
            new Option<string>("--url") { Description = "Where the product runs.", DefaultValueFactory = _ => "http://localhost:8080" };
        var email = new Option<string?>("--email") { Description = "The platform admin to sign in as. Default: ADMIN_EMAIL, or the one made at the first start." };
        var password = new Option<string?>("--password") { Description = "The password. Default: ADMIN_PASSWORD, or the generated one in DATA_DIR when the product runs on this machine." };
        var report = new Option<string?>("--report") { Description = "Write the outcomes of failed lines to this file, a JSON object a line, instead of naming them on the standard error." };
        var kind = new Option<string>("--kind")
        {
            Description = "What the file holds: subscribers, which get A, or organizations with their members.",
            DefaultValueFactory = _ => ImportKind.Kinds[0],
        };
        var rehearsal = new Option<bool>("--dry-run") { Description = "Of organizations: say what would become of each line, and write nothing." };
        var command = new Command("import", "Send a file of existing subscribers, or of organizations, to a running product. Running it again does nothing twice.")
        {
            file, kind, rehearsal, url, email, password, report,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await RunAsync(
                    ImportKind.Of(parsed.GetRequiredValue(kind), parsed.GetValue(rehearsal)), parsed.GetRequiredValue(file),
                    parsed.GetRequiredValue(url), parsed.GetValue(email), parsed.GetValue(password),
                    parsed.GetValue(report),
                    cancellationToken);
            }
            catch (Exception exception) when (OperatorFaults.SentenceOf(exception) is { } sentence)
            {
                await Console.Error.WriteLineAsync(sentence);
                return 1;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ImportKind kind, string file, string url, string? email, string? password, string? report, CancellationToken cancellationToken)
    {
        var address = ProductAddress.Read("--url", url);
        await using var input = Open(file);
        var credentials = AdminCredentials.Find(address, email, password);
        await using var failures = Failures(report);
        using var product = new ProductClient(address, credentials.AreGenerated);
        using var progress = new ImportProgress(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
        var sending = new ImportSending(product, kind, progress, new ImportFailures(failures, progress));
        var stop = await sending.RunAsync(input, credentials, cancellationToken);
        progress.Clear();
        await Console.Out.WriteLineAsync(progress.Summary());
        if (stop is not null)
        {
            await Console.Error.WriteLineAsync(stop);
        }

        return stop is null && progress.Failed == 0 ? 0 : 1;
    }

    private static Stream Open(string file)
    {
        try
        {
            return file == "-"
                ? Console.OpenStandardInput()
                : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, useAsync: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file {file} cannot be read: {exception.Message}", exception);
        }
    }

    private static FileStream? Failures(string? report)
    {
        try
        {
            // Without a buffer: what could not be written is told once, by the line that it was.
            return report is null ? null : new FileStream(report, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The report {report} cannot be written: {exception.Message}", exception);
        }
    }
}
