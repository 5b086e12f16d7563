using System.Globalization;
using Orleans.Core.Internal;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Import;

/// <summary>Tells an organization of a subscription that it has already. Nothing is done twice.</summary>
internal sealed class SubscriberImport(IGrainFactory grains, ImportPatience patience)
{
    private const int MostRounds = 8;

    /// <summary>What became of the line. Never throws; while the database is away it is tried again for a while.</summary>
    public Task<ImportOutcomeReply> ImportAsync(ImportedSubscription line, Call call) => patience.TryAsync(
        line.Line, line.Organization.Value, () => AskAsync(line, call),
        problem => line.Became(ImportOutcome.Failed, problem.Code.Code, problem.Detail));

    private async Task<(ImportOutcomeReply? Outcome, Problem? Problem)> AskAsync(ImportedSubscription line, Call call)
    {
        var organization = grains.OrganizationStatus(line.Organization);
        var decided = await DecideAsync(organization, line, call);
        if (decided.Outcome is not null)
        {
            // An import passes over everybody once: whoever it touched need not stay in memory for it.
            await organization.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        }

        return decided;
    }

    /// <summary>
    /// Most organizations of an import were never touched, so that is what is asked for first. One that was answers with what is known of
    /// it; then the change is asked for on exactly that version. So nobody else's change can slip in between looking and writing.
    /// </summary>
    private static async Task<(ImportOutcomeReply? Outcome, Problem? Problem)> DecideAsync(
        IOrganizationStatusGrain organization, ImportedSubscription line, Call call)
    {
        var version = 0L;
        for (var round = 0; round < MostRounds; round++)
        {
            var reply = await organization.ChangeSubscription(line.Change, call with { ExpectedVersion = version });
            switch (reply.Failure)
            {
                case null:
                    return reply.Refusal is { } refusal ? (null, Refused(refusal)) : (Outcome(line, reply, version), null);
                case StoreFailure.VersionMismatch when ReportedBefore(line, reply.Status) is { } known:
                    return (known, null);
                case StoreFailure.VersionMismatch:
                    version = reply.Status.Version;
                    break;
                // The same line was imported before, and more was told since than the organization itself remembers.
                case StoreFailure.KeyTaken:
                    return (line.Became(ImportOutcome.Unchanged), null);
                case StoreFailure.Conflict:
                    break;
                case { } failure:
                    return (null, failure.ToProblem());
            }
        }

        return (null, StoreFailure.Conflict.ToProblem());
    }

    // A line that does not say when it was true must not overrule what the payment provider has told since.
    private static ImportOutcomeReply? ReportedBefore(ImportedSubscription line, StatusSnapshot status)
    {
        var known = status.Subscriptions.FirstOrDefault(subscription => subscription.Id == line.Change.SubscriptionId);
        return line.Change.OccurredAt is not null || known?.OccurredAt is null ? null
            : known.Blocked ? Blocked(line)
            : line.Became(ImportOutcome.Unchanged);
    }

    private static ImportOutcomeReply Outcome(
        ImportedSubscription line, CommandReply reply, long version) => reply.Subscription?.LevelA switch
        {
            LevelAAction.Blocked => Blocked(line),
            LevelAAction.IgnoredStale => line.Became(ImportOutcome.IgnoredStale),
            LevelAAction.IgnoredForgotten => line.Became(ImportOutcome.IgnoredForgotten),
            // The answer to the same event, given again.
            _ when reply.Status.Version == version => line.Became(ImportOutcome.Unchanged),
            LevelAAction.Granted => line.Became(ImportOutcome.Granted),
            _ => line.Became(ImportOutcome.AlreadyActive),
        };

    // The rule is the same as for levels; the member that breaks it has another name here.
    private static Problem Refused(Refusal refusal) => refusal is Refusal.ValidUntilTooFar tooFar
        ? refusal.ToProblem() with
        {
            Said = new(
            "current_period_end_too_far", ("years", tooFar.MaxYears.ToString(CultureInfo.InvariantCulture)))
        }
        : refusal.ToProblem();

    private static ImportOutcomeReply Blocked(ImportedSubscription line) =>
        line.Became(ImportOutcome.Blocked, "automatic_granting_blocked", "A person revoked level A; only a person can grant it again.");
}
