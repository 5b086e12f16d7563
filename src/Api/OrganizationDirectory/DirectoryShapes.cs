namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>The entry of an organization in the directory, as a whole: what is sent replaces what was there.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Slug">Lower-case letters, digits and hyphens, 1 to 63; no two organizations have the same.</param>
/// <param name="ContactEmails">To whom mail about the levels goes, at most 20 addresses.</param>
/// <param name="Locale">The language of that mail: `en` or `ru`.</param>
internal sealed record DirectoryEntryRequest(string Name, string Slug, IReadOnlyList<string?> ContactEmails, string Locale);

/// <summary>The entry of an organization in the directory.</summary>
/// <param name="Id">The organization.</param>
/// <param name="Name">Its name.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="ContactEmails">To whom mail about the levels goes.</param>
/// <param name="Locale">The language of that mail.</param>
internal sealed record DirectoryEntryReply(Guid Id, string Name, string Slug, IReadOnlyList<string> ContactEmails, string Locale);

/// <summary>
/// What the directory knows of an organization. Any UUID is one: without an entry it has neither name nor slug, and may have members.
/// </summary>
internal sealed record DirectoryReply
{
    /// <summary>The organization.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name; null without an entry.</summary>
    public required string? Name { get; init; }

    /// <summary>Its name in addresses; null without an entry.</summary>
    public required string? Slug { get; init; }

    /// <summary>To whom mail about the levels goes.</summary>
    public required IReadOnlyList<string> ContactEmails { get; init; }

    /// <summary>The same with what became of mail to each.</summary>
    public required IReadOnlyList<ContactReply> Contacts { get; init; }

    /// <summary>The language of that mail.</summary>
    public required string Locale { get; init; }

    /// <summary>A page of its members, in order of their ids.</summary>
    public required IReadOnlyList<MemberReply> Members { get; init; }

    /// <summary>The `cursor` of the next page of members; null on the last one.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>What a member may do.</summary>
/// <param name="Role">`viewer`, `editor`, `admin` or `owner`.</param>
internal sealed record MemberRequest(string Role);

/// <summary>Somebody who acts for an organization.</summary>
/// <param name="UserId">The id of a local account, or the subject of a token.</param>
/// <param name="Role">`viewer`, `editor`, `admin` or `owner`.</param>
/// <param name="AddedAt">Since when they are a member.</param>
internal sealed record MemberReply(string UserId, string Role, DateTimeOffset AddedAt);

/// <summary>To whom mail about the levels of an organization goes.</summary>
/// <param name="ContactEmails">At most 20 addresses.</param>
/// <param name="Locale">The language: `en` or `ru`.</param>
internal sealed record ContactsRequest(IReadOnlyList<string?> ContactEmails, string Locale);

/// <summary>To whom mail about the levels of an organization goes.</summary>
/// <param name="ContactEmails">The addresses.</param>
/// <param name="Locale">The language.</param>
/// <param name="Contacts">The addresses with what became of mail to each.</param>
internal sealed record ContactsReply(IReadOnlyList<string> ContactEmails, string Locale, IReadOnlyList<ContactReply> Contacts);

/// <summary>An address that mail about the levels of an organization goes to.</summary>
/// <param name="Email">The address.</param>
/// <param name="Confirmed">False: it was asked whether it wants mail, and gets nothing else until it says so.</param>
/// <param name="Muted">It wants no more mail about this organization.</param>
/// <param name="Failing">A mail server refused it for good, or it is none that mail is sent to: nothing is sent until it is changed or
/// confirmed.</param>
internal sealed record ContactReply(string Email, bool Confirmed, bool Muted, bool Failing);

/// <summary>A contact that is to be asked, again, whether it wants mail.</summary>
/// <param name="Email">One of the organization's contacts.</param>
internal sealed record ContactConfirmationRequest(string Email);

/// <summary>The contacts that somebody chose, and their language.</summary>
internal sealed record ChosenContacts(IReadOnlyList<string> ContactEmails, string Locale);

/// <summary>An entry of the directory in the audit.</summary>
internal sealed record AuditedEntry(string Name, string Slug, IReadOnlyList<string> ContactEmails, string Locale);

/// <summary>A membership in the audit.</summary>
internal sealed record AuditedMember(string UserId, string Role);
