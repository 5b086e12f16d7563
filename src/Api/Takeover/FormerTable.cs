namespace StatusLevels.Api.Takeover;

/// <summary>A table of the product that is replaced, and the column that names the organization.</summary>
/// <param name="Name">Its name in <c>public</c>.</param>
/// <param name="Key">The column.</param>
/// <param name="IsOfLevels">One of the three that make way for views.</param>
internal sealed record FormerTable(string Name, string Key, bool IsOfLevels)
{
    public static FormerTable Organizations { get; } = new("organizations", "id", false);

    public static FormerTable Members { get; } = new("organization_members", "organization_id", false);

    public static FormerTable Subscriptions { get; } = new("organization_subscriptions", "organization_id", false);

    public static FormerTable Levels { get; } = new("organization_status_levels", "organization_id", true);

    public static FormerTable History { get; } = new("organization_status_history", "organization_id", true);

    public static FormerTable Requests { get; } = new("status_upgrade_requests", "organization_id", true);

    public static FormerTable QrCodes { get; } = new("qr_codes", "organization_id", false);

    public static IReadOnlyList<FormerTable> All { get; } = [Organizations, Members, Subscriptions, Levels, History, Requests, QrCodes];
}
