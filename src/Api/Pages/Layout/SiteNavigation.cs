using StatusLevels.Api.Pages.Admin;
using StatusLevels.Api.Pages.Levels;
using StatusLevels.Api.Pages.Organization;
using StatusLevels.Api.Pages.Passport;

namespace StatusLevels.Api.Pages.Layout;

/// <summary>Where the header leads: a page that is built adds its line here.</summary>
internal static class SiteNavigation
{
    private static readonly SiteLink[] ForAnybody = [new(LevelsPage.Address, "nav.levels"), new(VerifyPage.Address, "nav.verify")];

    private static readonly SiteLink[] ForMembers = [new(OrganizationPages.Standing, "nav.organization", OrganizationPages.Home)];

    private static readonly SiteLink[] ForThePlatform = [new(AdminPages.Home, "nav.admin")];

    public static IEnumerable<SiteLink> For(Visitor? visitor) =>
    [
        .. ForAnybody,
        .. visitor is { Organizations.Count: > 0 } ? ForMembers : [],
        .. visitor is { SeesPlatform: true } ? ForThePlatform : [],
    ];
}

/// <summary>A link of the header.</summary>
/// <param name="Address">Where it leads.</param>
/// <param name="Word">The name of its word.</param>
/// <param name="Place">Below which address its pages are; null: below its own.</param>
internal sealed record SiteLink(string Address, string Word, string? Place = null)
{
    /// <summary>Whether this address belongs to it.</summary>
    public bool IsAt(string path) => path == (Place ?? Address) || path.StartsWith($"{Place ?? Address}/", StringComparison.Ordinal);
}
