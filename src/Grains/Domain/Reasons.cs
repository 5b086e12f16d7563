namespace StatusLevels.Grains.Domain;

/// <summary>The reasons that the rules themselves give; a person's reason is in the person's words.</summary>
internal static class Reasons
{
    public const string CriteriaMet = "criteria_met";
    public const string CriteriaUnmet = "criteria_unmet";
    public const string GracePeriodEnded = "grace_period_ended";
    public const string Imported = "imported";
    public const string LevelBLost = "level_b_lost";
    public const string LevelBRestored = "level_b_restored";
    public const string LevelBSuspended = "level_b_suspended";
    public const string RestorationPeriodEnded = "restoration_period_ended";
    public const string SubscriptionActive = "subscription_active";
    public const string SubscriptionCancelled = "subscription_cancelled";
    public const string SubscriptionCancelledAfterGrace = "subscription_cancelled_after_grace";
    public const string SubscriptionPastDue = "subscription_past_due";
    public const string SubscriptionPeriodEnded = "subscription_period_ended";
    public const string UpgradeApproved = "upgrade_approved";
    public const string ValidityEnded = "validity_ended";
    public const string Verified = "verified";
}
