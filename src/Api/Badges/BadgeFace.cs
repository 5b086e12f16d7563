using StatusLevels.Api.Organizations;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Badges;

/// <summary>The public status as a picture, or as what others make pictures of.</summary>
internal sealed class BadgeFace : ShowsPublicStatus
{
    /// <summary>The organization in the addresses of badges.</summary>
    public const string RouteKey = "organization";

    private readonly BadgeDesk badges;
    private readonly bool isPicture;

    public BadgeFace(BadgeDesk badges, bool isPicture)
    {
        (this.badges, this.isPicture) = (badges, isPicture);
        IgnoresCookies = IsEmbedded = true;
    }

    // A slug has to be looked up first.
    public override bool TryGetOrganization(HttpContext context, out OrganizationId organization)
    {
        var isId = Uuid.TryParse(context.Request.RouteValues[RouteKey] as string, out var id);
        organization = new OrganizationId(id);
        return isId;
    }

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
