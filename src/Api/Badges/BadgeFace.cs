using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Organizations;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Badges;

/// <summary>The public status as a picture, or as what others make pictures of.</summary>
internal sealed class BadgeFace : ShowsPublicStatus
{
    private readonly BadgeDesk badges;
    private readonly Slugs slugs;
    private readonly bool isPicture;

    public BadgeFace(BadgeDesk badges, Slugs slugs, bool isPicture)
    {
        (this.badges, this.slugs, this.isPicture) = (badges, slugs, isPicture);
        IgnoresCookies = IsEmbedded = true;
    }

    public override bool TryGetOrganization(HttpContext context, out OrganizationId organization) =>
        slugs.TryGetOwner(context.Request.RouteValues[RouteOrganization.Key] as string, out organization);

    public override Task AnswerAsync(HttpContext context, LocalSnapshot local, DateTimeOffset now)
    {
        var content = BadgeContent.Of(local.Snapshot);
        var picture = badges.MakeAsync(context, local.Snapshot.OrganizationId, content, isPicture);
        return picture.IsCompletedSuccessfully
            ? BadgeAnswer.WriteAsync(context, picture.Result, content.Version)
            : AnswerAsync(context, picture, content);
    }

    private static async Task AnswerAsync(HttpContext context, ValueTask<BadgePicture> picture, BadgeContent content) =>
        await BadgeAnswer.WriteAsync(context, await picture, content.Version);
}
