using Microsoft.AspNetCore.Cors;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Pages.Errors;

namespace StatusLevels.Api.QrCodes;

/// <summary>
/// Where QR codes lead: to the passport of the organization. The scan is counted: when, a hash of the address that is of use today only,
/// kind of device, language, the site before, <c>utm_*</c>. No cookie; neither address nor user agent is kept.
/// </summary>
internal static class ScanEndpoint
{
    public static void MapScans(this IEndpointRouteBuilder routes) => routes
        .MapGet("/q/{code}", Follow)
        .AllowAnonymous()
        .WithMetadata(new ServesStrangers { IgnoresCookies = true, IsEmbedded = true }, new DisableCorsAttribute(), new AnswersPage())
        .ExcludeFromDescription();

    private static async Task<IResult> Follow(
        string code, HttpContext context, QrTargets targets, ScanRecorder recorder, TimeProvider clock)
    {
        var target = QrCodeText.IsCode(code) ? await targets.FindAsync(code, context.RequestAborted) : null;
        if (target is null)
        {
            return new Problem(ProblemCode.NotFound, "code_unknown");
        }

        if (target.Counts && !ScanDevice.IsNobody(context))
        {
            recorder.Add(Scan.Of(context, target.Id, clock.GetUtcNow()));
        }

        return new Followed(target.OrganizationId);
    }

    /// <summary>On to the passport, from wherever the product is found.</summary>
    private sealed class Followed(Guid organization) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = StatusCodes.Status302Found;
            response.Headers.Location = $"/organizations/{organization:D}";
            response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }
    }
}
