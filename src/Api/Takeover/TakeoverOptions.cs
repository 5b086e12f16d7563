using StatusLevels.Silo;

namespace StatusLevels.Api.Takeover;

/// <summary>What a takeover was told on the command line.</summary>
internal sealed record TakeoverOptions(
    string? From, bool DryRun, string? Report, string? Accept, bool AcceptAll, IReadOnlyList<string> Roles, bool Switch, bool SwitchBack)
{
    /// <summary>What is typed to let in every level there is.</summary>
    public const string Confirmation = "accept all";

    private static readonly string[] OwnRoles = ["viewer", "editor", "admin", "owner"];

    /// <summary>What each role of the product that is replaced is called here.</summary>
    /// <exception cref="StartupException">One names no role of ours.</exception>
    public IReadOnlyDictionary<string, string> ReadRoles()
    {
        var roles = new Dictionary<string, string>(StringComparer.Ordinal) { ["manager"] = "editor", ["analyst"] = "viewer" };
        foreach (var own in OwnRoles)
        {
            roles[own] = own;
        }

        foreach (var given in Roles)
        {
            if (given.Split('=') is not [{ Length: > 0 } theirs, var ours] || !OwnRoles.Contains(ours, StringComparer.Ordinal))
            {
                throw new StartupException($"--role must be NAME=ROLE with one of {string.Join(", ", OwnRoles)}, but is \"{given}\".");
            }

            roles[theirs] = ours;
        }

        return roles;
    }

    /// <exception cref="StartupException">What was asked for does not go together.</exception>
    public void Require()
    {
        if (Switch && SwitchBack || (Switch || SwitchBack)
            && (DryRun || Report is not null || Accept is not null || AcceptAll || Roles.Count > 0))
        {
            throw new StartupException("--switch and --switch-back stand alone: they bring nothing over.");
        }

        if (AcceptAll && Accept is not null)
        {
            throw new StartupException("--accept names the levels that a person let in, and --accept-all lets in every one: only one of them can be meant.");
        }

        if (Accept is not null && Report is not null && Path.GetFullPath(Accept) == Path.GetFullPath(Report))
        {
            throw new StartupException("--report would write over the file that --accept reads, and what a person filled in would be lost: give it another name.");
        }

        if ((Switch || SwitchBack) && From is not null)
        {
            throw new StartupException("The place can be taken only where both products share one database: --switch does not go with --from.");
        }
    }

    /// <summary>The levels that a person let in. Whether all are meant has to be typed, unless nothing is written.</summary>
    /// <exception cref="StartupException">The file cannot be read, or nobody typed it.</exception>
    public async Task<AcceptedLevels> ReadAcceptedAsync(TextReader typed, TextWriter terminal, CancellationToken cancellationToken)
    {
        if (!AcceptAll)
        {
            return Accept is { } file ? AcceptedLevels.Read(file) : AcceptedLevels.None;
        }

        if (!DryRun)
        {
            await terminal.WriteLineAsync($"Every B and C that the first product shows, and every A whose badge may not be used there, would be let in though nobody has looked at them. Type \"{Confirmation}\" to go on:");
            if ((await typed.ReadLineAsync(cancellationToken))?.Trim() != Confirmation)
            {
                throw new StartupException($"--accept-all was not confirmed: \"{Confirmation}\" was not typed. Nothing was written.");
            }
        }

        return AcceptedLevels.All;
    }

    /// <exception cref="StartupException">It cannot be written.</exception>
    public StreamWriter? OpenReport()
    {
        try
        {
            return Report is null ? null : new StreamWriter(new FileStream(Report, FileMode.Create, FileAccess.Write, FileShare.Read));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The report {Report} cannot be written: {exception.Message}", exception);
        }
    }
}
