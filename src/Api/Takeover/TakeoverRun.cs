using Orleans.Core.Internal;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Takeover;

/// <summary>
/// Brings organizations over, a page at a time. What was begun is written down first and what is done last, so that it can be stopped at
/// any point: an account is one write, and whoever runs it again sees whether that was made.
/// </summary>
/// <param name="former">Where they come from.</param>
/// <param name="state">What was taken over before.</param>
/// <param name="catalog">The rules by which they are decided.</param>
/// <param name="accepted">The levels that a person let in.</param>
/// <param name="report">Hears of everything.</param>
/// <param name="clock">The time.</param>
internal sealed class TakeoverRun(
    FormerDatabase former, TakeoverState state, StatusLevelCatalog catalog, AcceptedLevels accepted, TakeoverReport report,
    TimeProvider clock)
{
    public const int PageSize = 500;
    private const int AtOnce = 16;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastPause = TimeSpan.FromSeconds(3);

    private readonly TakeoverComparison comparison = new(catalog, accepted, report, clock);

    /// <param name="directory">Takes names and members.</param>
    /// <param name="qrCodes">Takes QR codes.</param>
    /// <param name="grains">Reaches the accounts; null writes nothing.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops after the page that is being written.</param>
    public async Task RunAsync(
        TakenDirectory directory, TakenQrCodes qrCodes, IGrainFactory? grains, TakeoverProgress progress,
        CancellationToken cancellationToken)
    {
        foreach (var table in former.Missing)
        {
            report.Count($"tables that are not there ({table.Name})");
        }

        if (!former.HasScans)
        {
            report.Count("tables that are not there (qr_events)");
        }

        await foreach (var page in former.PagesAsync(PageSize, name => report.Tell(new(OddityRules.NotUuid, name)), cancellationToken))
        {
            await TakeAsync(page, directory, qrCodes, grains, cancellationToken);
            progress.Add(page.Count);
        }

        progress.End();
    }

    private async Task TakeAsync(
        IReadOnlyList<OrganizationId> page, TakenDirectory directory, TakenQrCodes qrCodes, IGrainFactory? grains,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var standings = await state.ReadAsync(page, cancellationToken);
        var organizations = new List<FormerOrganization>(page.Count);
        foreach (var organization in await former.ReadAsync(page, cancellationToken))
        {
            if (standings.TryGetValue(organization.Id, out var standing) && standing.IsForgotten)
            {
                report.Tell(new(OddityRules.Forgotten, organization.Id.ToString()));
                continue;
            }

            organizations.Add(organization);
            directory.Look(organization);
            qrCodes.Look(organization);
        }

        var taken = new List<TakenOrganization>(page.Count);
        foreach (var organization in organizations)
        {
            var standing = standings.GetValueOrDefault(organization.Id, TakeoverStanding.Unknown);
            if (await LookAsync(organization, standing, cancellationToken) is { } wanted)
            {
                taken.Add(wanted);
            }
        }

        if (grains is not null)
        {
            // Once begun a page is finished.
            var writing = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
            await Parallel.ForEachAsync(
                organizations, writing, async (organization, _) => await directory.TakeAsync(organization, CancellationToken.None));
            await qrCodes.TakeAsync(organizations, CancellationToken.None);
            await state.BeginAsync([.. taken.Where(organization => organization.IsNew)], CancellationToken.None);
            var failed = new HashSet<OrganizationId>();
            await Parallel.ForEachAsync(taken, writing, async (organization, _) =>
            {
                if (organization.Facts is not null && await ImportAsync(organization, grains) is { } failure)
                {
                    report.Tell(new(OddityRules.Failed, organization.Id.ToString(), Detail: failure));
                    lock (failed)
                    {
                        failed.Add(organization.Id);
                    }
                }
            });
            await state.EndAsync([.. taken.Where(organization => !failed.Contains(organization.Id))], CancellationToken.None);
        }
    }

    // What is to be done about it; null for nothing.
    private async Task<TakenOrganization?> LookAsync(
        FormerOrganization organization, TakeoverStanding standing, CancellationToken cancellationToken)
    {
        report.Count("organizations");
        if (!organization.HasAccount)
        {
            report.Count("organizations without levels, history, requests and subscriptions");
            return null;
        }

        // It may have been stopped after the account was written, and before that was written down.
        if (standing.Fingerprint is not null && (standing.IsDone || standing.Version > 0))
        {
            return await LookAgainAsync(organization, standing, cancellationToken);
        }

        if (standing.Version > 0)
        {
            report.Tell(new(OddityRules.HasAccount, organization.Id.ToString()));
            return null;
        }

        var id = organization.Id;
        var facts = new FormerFacts(organization, level => accepted.Contains(id, level), clock.GetUtcNow(), report.Tell);
        var import = facts.Read();
        comparison.Tell(id, facts, import);
        report.Count("accounts to take over");
        StatusLevel[] letIn = [.. facts.Guarded.Where(level => accepted.Contains(id, level))];
        return new(id, organization.Fingerprint(), letIn, 0, import) { IsNew = true };
    }

    private async Task<TakenOrganization?> LookAgainAsync(
        FormerOrganization organization, TakeoverStanding standing, CancellationToken cancellationToken)
    {
        var (id, fingerprint) = (organization.Id, organization.Fingerprint());
        var isChanged = !fingerprint.AsSpan().SequenceEqual(standing.Fingerprint);
        var known = standing.OnlyImported && isChanged ? await state.ReadKnownAsync(id, cancellationToken) : null;
        bool WasAccepted(StatusLevel level) => standing.Accepted.Contains(level.ToString(), StringComparer.Ordinal);
        bool IsOpen(StatusLevel level) => !WasAccepted(level) && !accepted.Contains(id, level) && !accepted.Refuses(id, level);
        // Nobody had to let it in before, as an A whose badge could be used: it does not end unseen.
        bool Stays(StatusLevel level) => IsOpen(level) && known?.Held.Contains(level) == true;
        var facts = new FormerFacts(
            organization, level => WasAccepted(level) || accepted.Contains(id, level) || Stays(level), clock.GetUtcNow(),
            isChanged ? report.Tell : _ => { });
        var import = facts.Read();
        StatusLevel[] added = [.. facts.Guarded.Where(level => accepted.Contains(id, level) && !WasAccepted(level))];
        if (!isChanged && added.Length == 0)
        {
            report.Count("accounts taken over before");
            return standing.IsDone ? null : new(id, fingerprint, [], standing.Version, null);
        }

        if (standing.OnlyImported)
        {
            if (isChanged)
            {
                report.Tell(new(OddityRules.ChangedSince, id.ToString(), Row: organization.RowsName));
            }

            StatusLevel[] open = isChanged ? [.. facts.Guarded.Where(IsOpen)] : [];
            comparison.TellOfGuarded(id.ToString(), facts, open, Stays);
            report.Count(isChanged ? "accounts to which is added what changed there" : "accounts to which levels are added");
            known ??= await state.ReadKnownAsync(id, cancellationToken);
            // Until a person has answered it counts as changed, and the place is not taken.
            return new(id, open is [] ? fingerprint : standing.Fingerprint!, added, standing.Version, known.NewOf(import));
        }

        if (isChanged && accepted.LetsOursStand(id, organization.RowsName))
        {
            report.Count("accounts that stand as they are here");
            return new(id, fingerprint, [], standing.Version, null);
        }

        report.Tell(
            isChanged
                ? new(OddityRules.ChangedOnBothSides, id.ToString(), Row: organization.RowsName)
                : new(OddityRules.HasAccount, id.ToString(), Detail: "changed here since it was taken over"));
        return null;
    }

    // Why it failed; null when it did not. What may pass is tried again for a while.
    private async Task<string?> ImportAsync(TakenOrganization taken, IGrainFactory grains)
    {
        var isUnknown = false;
        for (var pause = FirstPause; ; pause *= 2)
        {
            var problem = await TryAsync(grains.OrganizationStatus(taken.Id), taken);
            if (isUnknown && problem?.Code == ProblemCode.VersionMismatch && await IsWrittenAsync(taken))
            {
                return null;
            }

            isUnknown |= problem == Problem.OutcomeUnknown;
            if (problem is null || pause > LastPause || (problem != Problem.DatabaseUnavailable && problem != Problem.OutcomeUnknown))
            {
                return problem?.Detail;
            }

            await Task.Delay(pause);
        }
    }

    // What was tried before took, though nobody heard of it.
    private async Task<bool> IsWrittenAsync(TakenOrganization taken)
    {
        var standings = await state.ReadAsync([taken.Id], CancellationToken.None);
        return standings.TryGetValue(taken.Id, out var standing) && standing.OnlyImported && standing.Version == taken.Version + 1;
    }

    private static async Task<Problem?> TryAsync(IOrganizationStatusGrain organization, TakenOrganization taken)
    {
        try
        {
            var reply = await organization.Import(taken.Facts!, Call.System with { ExpectedVersion = taken.Version });
            // Everybody comes by once: whoever it touched need not stay in memory for it.
            await organization.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
            return reply.Failure?.ToProblem() ?? reply.Refusal?.ToProblem();
        }
        catch (Exception exception) when (ExceptionProblems.FromWrite(exception) is not null)
        {
            return ExceptionProblems.FromWrite(exception);
        }
    }
}
