using StatusLevels.Api.Answers;
using StatusLevels.Api.Badges;
using StatusLevels.Api.OrganizationDirectory;

namespace StatusLevels.Api.QrCodes;

/// <summary>QR codes as pictures, to be shown and printed.</summary>
internal static class QrPictureEndpoints
{
    private const int UsualSide = 256;
    private const int LeastSide = 64;
    private const int MostSide = 1024;

    public static void MapQrPictures(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/badges/{organization}/qr.svg", ShowSvg)
            .ShowsQrCode()
            .Produces<string>(StatusCodes.Status200OK, "image/svg+xml")
            .WithName("getBadgeQrSvg")
            .WithSummary("A QR code that leads to an organization's passport")
            .WithDescription("""
                With the white margin that readers need. With `code` (of a QR code that the organization made) it leads there by `/q/{code}`, and each scan is
                counted.
                """);
        routes.MapGet("/badges/{organization}/qr.png", ShowPng)
            .ShowsQrCode()
            .Produces<string>(StatusCodes.Status200OK, "image/png")
            .WithName("getBadgeQrPng")
            .WithSummary("The same as PNG")
            .WithDescription("`size` pixels wide and high.");
    }

    private static RouteHandlerBuilder ShowsQrCode(this RouteHandlerBuilder route) => route
        .IsEmbedded()
        .WithTags("Badges")
        .MayAnswer(ProblemCode.MalformedId, ProblemCode.Unauthenticated, ProblemCode.ValidationFailed, ProblemCode.DatabaseUnavailable);

    private static async Task<IResult> ShowSvg(
        RouteOrganization organization, HttpContext context, Slugs slugs, OwnAddress addresses, string? size, string? code)
    {
        var (target, side) = await ReadAsync(organization, context, slugs, addresses, size, code);
        return new QrAnswer(new BadgePicture(QrPicture.Svg(target, side), BadgePicture.Svg, StatusLevelCatalog.Languages[0]));
    }

    private static async Task<IResult> ShowPng(
        RouteOrganization organization, HttpContext context, Slugs slugs, OwnAddress addresses, string? size, string? code)
    {
        var (target, side) = await ReadAsync(organization, context, slugs, addresses, size, code);
        return new QrAnswer(new BadgePicture(QrPicture.Png(target, side), "image/png", StatusLevelCatalog.Languages[0]));
    }

    // A code is drawn whether or not it exists: who has made it knows, and nobody learns it here.
    private static async Task<(string Target, int Side)> ReadAsync(
        RouteOrganization organization, HttpContext context, Slugs slugs, OwnAddress addresses, string? size, string? code)
    {
        var query = new QueryReader();
        var side = (int)(query.Number(nameof(size), size, LeastSide, MostSide) ?? UsualSide);
        query.AddIf(!string.IsNullOrEmpty(code) && !QrCodeText.IsCode(code), nameof(code), "must be the code of a QR code");
        query.ThrowIfAny();
        if (!string.IsNullOrEmpty(code))
        {
            return (addresses.Of(context.Request, $"/q/{code}"), side);
        }

        // By the id where it is known: it stays when the slug changes.
        var owner = organization.Slug is { } slug ? await slugs.FindAsync(slug, context.RequestAborted) : null;
        var id = organization.Id ?? owner?.OrganizationId;
        return (addresses.PassportOf(context.Request, id?.ToString("D") ?? organization.Slug!), side);
    }
}
