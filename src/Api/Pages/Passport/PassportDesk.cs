using System.Globalization;
using System.IO.Compression;
using StatusLevels.Api.Analytics;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Badges;
using StatusLevels.Api.Credentials;
using StatusLevels.Api.Health;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Settings;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Pages.Passport;

/// <summary>
/// Makes the passport of a status that somebody has read, or finds the one that was made of it, and counts that somebody came.
/// </summary>
internal sealed class PassportDesk(
    PageWriter writer, PassportFactsReader facts, BadgeFactsMemory directory, PassportMemory memory, PageVisits visits,
    CredentialDesk credentials, DatabaseReach database, ApiSettings settings, TimeProvider clock)
{
    // Who comes to see what is true now is not shown what was true half a minute ago: a copy is good for as long as the tag is the same.
    private const string Caching = "public, no-cache";

    private static readonly BadgeFacts Nothing = new(null, []);

    public async Task AnswerAsync(HttpContext context, PublicStatus status, string? slug)
    {
        var now = clock.GetUtcNow();
        // However the id was spelled: links on the page are those of its own address.
        var path = slug is null ? PassportPage.AddressOf(status.OrganizationId.Value) : $"{PassportPage.Folder}/{slug}";
        context.Request.Path = path;
        var form = PassportForm.Of(context.Request, slug is not null);
        context.Response.Headers.SayEverywhere(settings);
        if (status.Version > 0)
        {
            visits.AddPassport(context, status.OrganizationId);
        }

        var entry = await FindEntryAsync(status.OrganizationId, context.RequestAborted);
        var passport = entry is not null && database.AwayFor is null && memory.Find(status.OrganizationId, form) is { } kept
            && kept.Tells(status, entry, path, now)
            ? kept
            : await MakeAsync(context, status, entry, form, path);
        if (StatusAnswer.AgeOf(context) is { } age)
        {
            context.Response.Headers.Age = age.ToString(CultureInfo.InvariantCulture);
        }

        await passport.Page.AnswerAsync(context, passport.Status, form.Language, Caching);
    }

    private async Task<KeptPassport> MakeAsync(
        HttpContext context, PublicStatus status, BadgeFacts? entry, PassportForm form, string path)
    {
        var past = entry is null ? null : await FindFactsAsync(status.OrganizationId, context.RequestAborted);
        var page = PageOf(status, entry ?? Nothing, past);
        var html = await writer.RenderAsync(context, page);
        var made = new KeptPassport(
            page.Status, status.Version, status.NextDue, entry ?? Nothing, path,
            PackedPage.Of(html, form.Encoding, CompressionLevel.Optimal));
        // Whoever makes up ids takes nobody's place.
        if (past is not null && status.Version > 0)
        {
            memory.Keep(status.OrganizationId, form, made);
        }

        return made;
    }

    private Page PageOf(PublicStatus status, BadgeFacts entry, PassportFacts? past)
    {
        if (past?.ForgottenAt is not null)
        {
            return Page.Of<ForgottenView>("passport.forgotten") with { IsPublic = true, Status = StatusCodes.Status410Gone };
        }

        var address = settings.PublicAddressOf(PassportPage.AddressOf(status.OrganizationId.Value));
        var model = new PassportModel(
            status, entry.Name, entry.Domains, past, past is null ? database.AwayFor ?? TimeSpan.Zero : null, address,
            settings.ReportUrl, credentials.LinksOf(status.OrganizationId, status.CurrentLevel));
        return Page.Of<PassportView>(model.IsKnown ? "passport.title" : "passport.title.unknown", model) with
        {
            IsPublic = true,
            TitleValues = [("organization", model.Label)],
            Head = model.IsKnown ? new("passport.description", address) : null,
        };
    }

    private async Task<BadgeFacts?> FindEntryAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            return await directory.FindAsync(organization, cancellationToken);
        }
        catch (Exception exception) when (ExceptionProblems.IsDatabaseAway(exception))
        {
            // The level is in memory, and more is not shown.
            return null;
        }
    }

    private async Task<PassportFacts?> FindFactsAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            return await facts.ReadAsync(organization, cancellationToken);
        }
        catch (Exception exception) when (ExceptionProblems.IsDatabaseAway(exception))
        {
            return null;
        }
    }
}
