namespace StatusLevels.Api.Mail;

/// <summary>
/// Which events an organization is written to about, the gravest first: of one write everybody gets one mail, led by the gravest.
/// </summary>
internal static class MailedEvents
{
    public const string UpgradeRequested = "status.upgrade.requested";

    public static IReadOnlyList<(string Type, MailCategory Category)> GravestFirst { get; } =
    [
        ("status.level.revoked", MailCategory.Changes),
        ("status.level.expired", MailCategory.Changes),
        ("status.level.degraded", MailCategory.Changes),
        ("status.level.suspended", MailCategory.Changes),
        ("status.grace.started", MailCategory.Payments),
        ("status.level_c.at_risk", MailCategory.Changes),
        ("status.expiry.notice", MailCategory.Expiry),
        ("status.grace.notice", MailCategory.Payments),
        ("status.upgrade.rejected", MailCategory.Requests),
        ("status.upgrade.approved", MailCategory.Requests),
        ("status.level.granted", MailCategory.Changes),
        ("status.level.restored", MailCategory.Changes),
        ("status.level.renewed", MailCategory.Changes),
        ("status.grace.cleared", MailCategory.Payments),
        ("status.level_c.recovered", MailCategory.Changes),
    ];

    /// <summary>Warnings: one that reaches nobody is an alert.</summary>
    public static IReadOnlyList<string> Notices { get; } = ["status.expiry.notice", "status.grace.notice"];

    public static bool IsNotice(string type) => Notices.Contains(type, StringComparer.Ordinal);
}
