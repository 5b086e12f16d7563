using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Organizations;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Pages.Passport;

/// <summary>The public status as a page.</summary>
internal sealed class PassportFace : ShowsPublicStatus
{
    private readonly PassportDesk passports;
    private readonly Slugs slugs;

    public PassportFace(PassportDesk passports, Slugs slugs)
    {
        (this.passports, this.slugs) = (passports, slugs);
        IgnoresCookies = true;
    }

    public override bool TryGetOrganization(HttpContext context, out OrganizationId organization) =>
        slugs.TryGetOwner(context.Request.RouteValues[RouteOrganization.Key] as string, out organization);

    public override Task AnswerAsync(HttpContext context, LocalSnapshot local, DateTimeOffset now)
    {
        var asked = context.Request.RouteValues[RouteOrganization.Key] as string;
        return passports.AnswerAsync(context, PublicStatus.Of(local.Snapshot), Uuid.TryParse(asked, out _) ? null : asked);
    }
}
