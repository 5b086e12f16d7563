namespace StatusLevels.Api.Webhooks;

/// <summary>What a subscription event did, in a sentence for whoever reads the log of the caller.</summary>
internal static class SubscriptionSentences
{
    public static string Of(SubscriptionOutcome outcome) => outcome switch
    {
        { LevelA: LevelAAction.Granted } => "Level A was granted.",
        { LevelA: LevelAAction.AlreadyActive, Grace: GraceAction.GracePeriodCleared } => "The grace period was cleared; level A stays.",
        { LevelA: LevelAAction.AlreadyActive } => "Level A was active already.",
        { LevelA: LevelAAction.Retained, Grace: GraceAction.GracePeriodStarted, GraceEndsAt: { } end } =>
            $"A grace period started; the subscription keeps level A until {Instants.Write(end)}.",
        { LevelA: LevelAAction.Retained, GraceEndsAt: { } end } => $"The grace period runs on; the subscription keeps level A until {Instants.Write(end)}.",
        { LevelA: LevelAAction.Retained } => "Level A stays: something else holds it as long.",
        { LevelA: LevelAAction.Renewed } => "Level A stays, and its end moved.",
        { LevelA: LevelAAction.Revoked, Grace: GraceAction.GracePeriodStarted } =>
            "The grace period was over already; level A was revoked.",
        { LevelA: LevelAAction.Revoked } => "Level A was revoked.",
        { LevelA: LevelAAction.Blocked } => "The status was recorded; a person revoked level A, and only a person can grant it again.",
        { LevelA: LevelAAction.IgnoredStale } => "The event comes before the last one applied to this subscription; nothing was changed.",
        { LevelA: LevelAAction.IgnoredForgotten } => "The organization was forgotten; nothing was changed.",
        _ => "The status was recorded; the subscription holds no level.",
    };

    public static string Ignored(string word) => $"The status {word} decides nothing; nothing was changed.";
}
