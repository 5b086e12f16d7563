using System.Text.Json;
using StatusLevels.Api.Delivery;

namespace StatusLevels.Api.Mail;

/// <summary>A mail whose turn has come, with what is true at this moment of whom and what it is about.</summary>
internal sealed record WaitingMail
{
    public required DueDelivery Delivery { get; init; }

    /// <summary>The event that leads it; null for a letter that tells none.</summary>
    public required JsonElement? Data { get; init; }

    /// <summary>Other events of the same write, the gravest first.</summary>
    public required IReadOnlyList<(string Type, JsonElement Data)> Also { get; init; }

    /// <summary>Which one it is about; null for a letter that is about none.</summary>
    public required Guid? OrganizationId { get; init; }

    /// <summary>What the organization is called; null without an entry in the directory.</summary>
    public required string? OrganizationName { get; init; }

    /// <summary>The language of the organization.</summary>
    public required string? OrganizationLocale { get; init; }

    /// <summary>The address is one of the organization's contacts.</summary>
    public required bool IsContact { get; init; }

    /// <summary>The contact wants no mail.</summary>
    public required bool IsMuted { get; init; }

    /// <summary>The contact has confirmed.</summary>
    public required bool IsConfirmed { get; init; }

    /// <summary>A mail server refused the address for good.</summary>
    public required bool IsFailing { get; init; }

    /// <summary>The account may sign in, or the person is known by a verified address.</summary>
    public required bool IsActive { get; init; }

    /// <summary>The address that the account has now.</summary>
    public required string? AccountEmail { get; init; }

    public required string? AccountName { get; init; }

    public required string? AccountLocale { get; init; }

    public required bool IsPlatformAdmin { get; init; }

    /// <summary>The role at the organization; null: no member any more.</summary>
    public required string? Role { get; init; }

    /// <summary>A member wants mails of this kind, or gets them anyway.</summary>
    public required bool Wants { get; init; }

    /// <summary>Of a warning: what it warns of still stands.</summary>
    public required bool Stands { get; init; }

    /// <summary>Of a digest: the requests that it lists, the oldest first.</summary>
    public IReadOnlyList<DigestedRequest> Requests { get; init; } = [];

    /// <summary>What a letter that tells no event needs.</summary>
    public JsonElement Details => JsonDocument.Parse(Delivery.Details ?? "{}").RootElement;
}

/// <summary>A request for a higher level in a digest.</summary>
/// <param name="Organization">What the organization is called, or its id.</param>
/// <param name="Level">The level that it asks for.</param>
/// <param name="RequestedAt">When it asked.</param>
internal sealed record DigestedRequest(string Organization, string Level, DateTimeOffset RequestedAt);
