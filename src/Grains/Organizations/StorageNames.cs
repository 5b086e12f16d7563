using StatusLevels.Grains.Contracts;

namespace StatusLevels.Grains.Organizations;

/// <summary>The names under which organizations are stored. They are for ever: rows carry them.</summary>
public static class StorageNames
{
    /// <summary>The storage provider.</summary>
    public const string Provider = "organizations";

    /// <summary>The state name, which the ADO.NET provider stores as <c>graintypestring</c> and the projection trigger looks for.</summary>
    public const string OrganizationStatus = "organization-status";

    /// <summary>The grain type, which every reminder's row carries.</summary>
    public const string GrainType = GrainAddresses.OrganizationStatusType;

    /// <summary>Orleans's service id, part of every row's key.</summary>
    public const string ServiceId = "statuslevels";

    /// <summary>The reminder that wakes an organization when something is due.</summary>
    public const string Reminder = "expiry";
}
