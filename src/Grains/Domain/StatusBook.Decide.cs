namespace StatusLevels.Grains.Domain;

public sealed partial record StatusBook
{
    /// <summary>
    /// Answers a command: first what is already due is settled, then the command is decided on what is true now.
    /// Pure: the same state, command, context and catalog always give the same decision.
    /// </summary>
    public Decision Decide(StatusCommand command, CommandContext context, StatusLevelCatalog catalog)
    {
        var now = Instant.Truncate(context.Now);
        if (RecordedAt is { } last && now < last)
        {
            if (last - now > TimeSpan.FromMinutes(catalog.Limits.ClockSkewMinutes))
            {
                return Decision.Refused(this, new Refusal.ClockSkew(last));
            }

            now = last;
        }

        var ledger = new Ledger(this, context, now, catalog);
        if (command is not StatusCommand.Forget)
        {
            // Nothing that is about to be erased needs settling.
            DueRules.Settle(ledger);
        }

        var verdict = Forgotten ? WhileForgotten(ledger, command) : Decide(ledger, command);
        if (verdict.Refusal is not null || verdict.ChangesNothing)
        {
            return new Decision(this, [], verdict);
        }

        // What the command set may be due at once: a tolerance of no days.
        DueRules.Settle(ledger);
        return new Decision(ledger.Book, ledger.Events, verdict);
    }

    private static Verdict Decide(Ledger ledger, StatusCommand command) => command switch
    {
        StatusCommand.Grant grant => LevelRules.Grant(ledger, grant),
        StatusCommand.Renew renew => LevelRules.Renew(ledger, renew),
        StatusCommand.Verify => LevelRules.Verify(ledger),
        StatusCommand.Revoke revoke => LevelRules.Revoke(ledger, revoke),
        StatusCommand.ChangeSubscription change => SubscriptionRules.Change(ledger, change),
        StatusCommand.RequestUpgrade request => UpgradeRules.Request(ledger, request),
        StatusCommand.ReviewUpgrade review => UpgradeRules.Review(ledger, review),
        StatusCommand.CancelUpgrade cancel => UpgradeRules.Cancel(ledger, cancel),
        StatusCommand.ReportReputation report => ReputationRules.Report(ledger, report),
        StatusCommand.Import import => ImportRules.Import(ledger, import),
        StatusCommand.Forget => Forget(ledger),
        _ => Verdict.Done,
    };

    // Nothing is known of a forgotten organization, and nothing automatic brings it back.
    private static Verdict WhileForgotten(Ledger ledger, StatusCommand command)
    {
        switch (command)
        {
            case StatusCommand.Grant when ledger.Context.Actor.IsPerson:
                ledger.Add(new StatusEvent.EpochBegan());
                return Decide(ledger, command);
            case StatusCommand.ChangeSubscription change:
                return Verdict.Unchanged with
                {
                    Subscription = new SubscriptionOutcome(
                        null, change.Status, LevelAAction.IgnoredForgotten, At: ledger.Now),
                };
            case StatusCommand.Grant:
                return new Refusal.OrganizationGone(ledger.Book.ForgottenAt!.Value);
            case StatusCommand.ReportReputation:
                return Verdict.Unchanged with { Reputation = new(LevelCAction.IgnoredForgotten) };
            case StatusCommand.Tick or StatusCommand.Forget or StatusCommand.Import:
                return Verdict.Unchanged;
            default:
                return Decide(ledger, command);
        }
    }

    private static Verdict Forget(Ledger ledger)
    {
        ledger.Add(new StatusEvent.OrganizationForgotten());
        return Verdict.Done;
    }
}
