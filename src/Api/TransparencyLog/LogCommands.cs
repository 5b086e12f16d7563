using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using StatusLevels.Api.Hosting;
using StatusLevels.Api.Hosting.Client;
using StatusLevels.Silo;

namespace StatusLevels.Api.TransparencyLog;

/// <summary><c>log verify</c>: whether a public log is what it was, and a database what its log holds.</summary>
internal static partial class LogCommands
{
    private const int Wrong = 1;
    private const int NotChecked = 2;

    public static Command Create(Func<ParseResult, string[]> settingsOf)
    {
        var url = new Option<string?>("--url") { Description = "Read the log of the product that is found here, as anybody does. One that began later is found at its own name, such as https://levels.example.org/log2." };
        var database = new Option<bool>("--database") { Description = "Compare every entry of the database (DATABASE_URL) with its log." };
        var key = new Option<string?>("--key") { Description = "The key of the log, as /log/keys shows it. Default: the one that the product itself says, which proves less." };
        var since = new Option<string?>("--since") { Description = "A file with the checkpoint that was seen last: the log must go on where it ended. The newest is written to it." };
        var verify = new Command("verify", "Check signature, root and every leaf of a public log. Exit code 0: all is right, 1: something is not, 2: it could not be checked.")
        {
            url, database, key, since,
        };
        verify.TreatUnmatchedTokensAsErrors = false;
        verify.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await VerifyAsync(
                    Address(parsed.GetValue(url)), parsed.GetValue(database) ? settingsOf(parsed) : null, Key(parsed.GetValue(key)),
                    parsed.GetValue(since), cancellationToken);
            }
            catch (NpgsqlException exception)
            {
                await Console.Error.WriteLineAsync($"The database could not be read: {exception.Message}");
            }
            catch (Exception exception) when (OperatorFaults.SentenceOf(exception) is { } sentence)
            {
                await Console.Error.WriteLineAsync(sentence);
            }

            return NotChecked;
        });
        return new Command("log", "The public log of every change.") { verify };
    }

    private static async Task<int> VerifyAsync(
        Uri? address, string[]? settings, NoteKey? pinned, string? since, CancellationToken cancellationToken)
    {
        if (address is null && settings is null)
        {
            throw new StartupException("What is to be verified: --url, --database or both.");
        }

        var former = since is null ? null : Read(since);
        using var remote = address is null ? null : new RemoteLog(address);
        await using var database = settings is null
            ? null
            : NpgsqlDataSource.Create(await HostBuilding.CreateBuilder(settings).FindDatabaseAsync(cancellationToken));
        var verification = new LogVerification(remote, database, pinned, former);
        var found = await verification.RunAsync(cancellationToken);
        foreach (var fault in found.Faults)
        {
            await Console.Error.WriteLineAsync($"Wrong: {fault}.");
        }

        if (found.Faults.Count > 0)
        {
            return Wrong;
        }

        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Newest.Origin}: {found.Newest.Size} leaves, root {found.Newest.Root}, signed by {found.Key}."));
        await Console.Out.WriteLineAsync(former is null
            ? "Nothing was compared with an earlier checkpoint (--since)."
            : "It goes on where the earlier checkpoint ended.");
        if (pinned is null)
        {
            await Console.Out.WriteLineAsync("The key is the one that the product itself says: pin it with --key.");
        }

        if (database is not null)
        {
            await Console.Out.WriteLineAsync("Every entry of the database is what the log holds of it.");
        }

        if (since is not null)
        {
            await File.WriteAllTextAsync(since, found.Note.ToString(), cancellationToken);
        }

        return 0;
    }

    private static SignedNote? Read(string file)
    {
        try
        {
            return !File.Exists(file)
                ? null
                : SignedNote.Parse(File.ReadAllText(file)) ?? throw new StartupException($"The file {file} holds no checkpoint.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file {file} cannot be read: {exception.Message}", exception);
        }
    }

    private static NoteKey? Key(string? text) =>
        text is null ? null : NoteKey.Parse(text) ?? throw new StartupException("--key must be a verifier key, as /log/keys shows it.");

    private static Uri? Address(string? text)
    {
        var address = text is null ? null : ProductAddress.Read("--url", text);
        return address is null || LogName().IsMatch(address.AbsolutePath) ? address : new Uri(address, "log/");
    }

    [GeneratedRegex("/log[0-9]*/$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogName();
}
