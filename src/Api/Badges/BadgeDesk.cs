namespace StatusLevels.Api.Badges;

/// <summary>Makes the badge that a request asks for, of a status that somebody has read, and counts that it was shown.</summary>
internal sealed class BadgeDesk(BadgePictures pictures, BadgeFactsMemory facts, BadgeImpressions impressions)
{
    public ValueTask<BadgePicture> MakeAsync(HttpContext context, OrganizationId organization, BadgeContent content, bool isPicture)
    {
        var asked = BadgeRequest.Of(context.Request);
        if (!isPicture)
        {
            return new(pictures.Endpoint(asked, content.Level));
        }

        if (content.Version > 0 && !HeadRequest.Is(context))
        {
            Count(context.Request, organization, asked.Host);
        }

        return asked is { Style: not BadgeStyle.Card, Host: null }
            ? new(pictures.Of(asked, content.Level, isConfirmed: true))
            : WithFactsAsync(asked, organization, content, context.RequestAborted);
    }

    // Its own pages, the passport among them, are not where somebody shows it.
    private void Count(HttpRequest request, OrganizationId organization, string? said)
    {
        var host = said ?? SiteHost.OfAddress(request.Headers.Referer.ToString());
        if (host is null || !string.Equals(host, request.Host.Host, StringComparison.OrdinalIgnoreCase))
        {
            impressions.Add(organization, host);
        }
    }

    private async ValueTask<BadgePicture> WithFactsAsync(
        BadgeRequest asked, OrganizationId organization, BadgeContent content, CancellationToken cancellationToken)
    {
        var known = await facts.FindAsync(organization, cancellationToken);
        var isConfirmed = asked.Host is not { } host || known.Allows(host);
        return asked.Style == BadgeStyle.Card
            ? pictures.Card(asked, content, known.Name, isConfirmed)
            : pictures.Of(asked, content.Level, isConfirmed);
    }
}
