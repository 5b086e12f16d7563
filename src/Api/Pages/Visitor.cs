using StatusLevels.Api.Pages.Layout;

namespace StatusLevels.Api.Pages;

/// <summary>Who looks at a page, as its header shows them.</summary>
/// <param name="Name">What people call them.</param>
/// <param name="Language">What their account says; null for nothing.</param>
/// <param name="SeesPlatform">They see the way to the pages of the platform.</param>
/// <param name="Organizations">What they are members of, by name.</param>
internal sealed record Visitor(string Name, string? Language, bool SeesPlatform, IReadOnlyList<VisitorOrganization> Organizations)
{
    /// <summary>They signed in here, and can sign out here; another product's session ends there.</summary>
    public bool HasSession { get; init; }

    /// <summary>The organization whose pages they look at; null for whoever is a member of none.</summary>
    public VisitorOrganization? Chosen { get; init; }
}

/// <summary>An organization of a visitor.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">As the directory has it; null: it has none.</param>
/// <param name="Role">What the visitor may do for it.</param>
/// <param name="Unread">Notifications that they have not read; no more than <see cref="MostUnread"/> are counted.</param>
internal sealed record VisitorOrganization(Guid Id, string? Name, MemberRole Role, int Unread)
{
    public const int MostUnread = 100;

    /// <summary>The name, or the beginning of the id.</summary>
    public string Label => OrganizationLabel.Of(Id, Name);

    /// <summary>Whether they act for it, and do not only read.</summary>
    public bool IsAdmin => Role is MemberRole.Admin or MemberRole.Owner;
}
