using StatusLevels.Api.Badges;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Pages.Verifying;

namespace StatusLevels.Api.Pages.Passport;

/// <summary>Tells whoever pastes a link or an id what is true now.</summary>
internal static class VerifyPage
{
    public const string Address = "/verify";

    /// <summary>What was pasted.</summary>
    public const string Field = "q";

    public static void MapVerifyPage(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Address, ShowAsync).AllowAnonymous().WithMetadata(new NeedsNoCookie());
        routes.MapOfflinePage();
    }

    private static async Task<Page> ShowAsync(
        HttpContext context, PastedAddresses addresses, PublicStatuses statuses, BadgeFactsMemory directory, string? q)
    {
        // What somebody asks about is theirs.
        context.Response.Headers.CacheControl = "no-store";
        var found = string.IsNullOrWhiteSpace(q) ? null : await addresses.ReadAsync(q, context.Request, context.RequestAborted);
        PassportModel? passport = null;
        if (found is Pasted.Organization { Id: var id })
        {
            var status = await statuses.LookAsync(id, context.RequestAborted);
            var entry = await directory.FindAsync(id, context.RequestAborted);
            passport = new(status, entry.Name, entry.Domains, Facts: null, Age: null, Address: null);
        }

        return Page.Of<VerifyView>("verify.title", new VerifyModel(q, found, passport, KnownKeys.Of(context))) with
        {
            IsPublic = true,
            Head = found is null ? new("verify.lead", Address: null) : null,
        };
    }
}

/// <summary>What was pasted, and what is true of it.</summary>
/// <param name="Pasted">As it was pasted; null: nothing was.</param>
/// <param name="Found">What it is; null: nothing was pasted.</param>
/// <param name="Passport">Of the organization that it leads to.</param>
/// <param name="Keys">The keys of this product; null: it issues no credentials.</param>
internal sealed record VerifyModel(string? Pasted, Pasted? Found, PassportModel? Passport, KnownKeys? Keys);
