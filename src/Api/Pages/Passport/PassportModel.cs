using StatusLevels.Api.Badges;
using StatusLevels.Api.Credentials;
using StatusLevels.Api.Pages.Layout;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Pages.Passport;

/// <summary>What a passport shows.</summary>
/// <param name="Status">What counts now. A grace is nobody's business but the organization's.</param>
/// <param name="Name">As the directory has it; null: it has no entry.</param>
/// <param name="Domains">The sites that are proven to be its own.</param>
/// <param name="Facts">Null: the database is away, and they cannot be read.</param>
/// <param name="Age">How long ago the database was last reached; null: it is.</param>
/// <param name="Address">The whole address of this page; null where the product does not know its own.</param>
/// <param name="Report">Where misuse is reported; null: nowhere.</param>
/// <param name="Credential">Where the credential of the highest level is; null: there is none.</param>
internal sealed record PassportModel(
    PublicStatus Status, string? Name, IReadOnlyList<string> Domains, PassportFacts? Facts, TimeSpan? Age, Uri? Address,
    Uri? Report = null, CredentialLinks? Credential = null)
{
    public Guid Id => Status.OrganizationId.Value;

    /// <summary>The directory has it, or it has, or had, a level.</summary>
    public bool IsKnown => Name is not null || Status.Version > 0;

    public string Label => OrganizationLabel.Of(Id, Name);

    /// <summary>The highest level that counts; null when none does.</summary>
    public PublicLevel? Highest => Status.Levels is [.., var highest] ? highest : null;

    /// <summary>The levels that are held and do not count, as everybody may know.</summary>
    public IEnumerable<StatusLevel> Suspended => (Facts?.Events ?? [])
        .DistinctBy(newest => newest.Level).Where(newest => newest.Kind == PassportEvent.Suspension).Select(newest => newest.Level);

    /// <summary>Its exclusive end; null when it has none that everybody may know.</summary>
    public DateTimeOffset? Until => BadgeContent.Of(Status).Until;
}
