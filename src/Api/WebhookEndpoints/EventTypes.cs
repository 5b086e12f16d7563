namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>What can be heard of.</summary>
internal static class EventTypes
{
    /// <summary>What a test of an endpoint sends; nobody chooses it.</summary>
    public const string Test = "status.test";

    /// <summary>All that happens, by its name.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "status.level.granted", "status.level.renewed", "status.level.suspended", "status.level.restored", "status.level.degraded",
        "status.level.revoked", "status.level.expired",
        "status.expiry.notice",
        "status.grace.started", "status.grace.notice", "status.grace.cleared",
        "status.level_c.at_risk", "status.level_c.recovered",
        "status.upgrade.requested", "status.upgrade.approved", "status.upgrade.rejected", "status.upgrade.cancelled",
        "status.organization.forgotten",
    ];

    public static bool Contains(string? type) => All.Contains(type, StringComparer.Ordinal);

    /// <summary>What is wrong with a choice of them; null is all.</summary>
    public static FieldErrors EventTypesOf(this FieldErrors errors, string field, IReadOnlyList<string?>? types)
    {
        if (types is null)
        {
            return errors;
        }

        errors.AddIf(types.Count == 0, field, "must name at least one type; without it, all are meant")
            .AddIf(types.Count > All.Count, field, "must name each type once");
        for (var index = 0; index < Math.Min(types.Count, All.Count); index++)
        {
            errors.AddIf(!Contains(types[index]), $"{field}[{index}]", $"must be one of {string.Join(", ", All)}")
                .AddIf(types.Take(index).Contains(types[index], StringComparer.Ordinal), $"{field}[{index}]", "appears twice");
        }

        return errors;
    }
}
