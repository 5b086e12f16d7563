using System.Globalization;
using System.Text;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Audit;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Admin.Audit;

/// <summary>What administrators changed: to read, and to take away as CSV.</summary>
internal static class AuditPage
{
    public const string Address = $"{AdminPages.Home}/audit";

    private const int MostRows = 10_000;

    public static void MapAuditPage(this IEndpointRouteBuilder admin)
    {
        admin.MapPage("/audit", Show);
        admin.MapPage("/audit.csv", DownloadAsync);
    }

    private static async Task<Page> Show(HttpContext context, AuditList audit, UserNames names, OrganizationNames organizations)
    {
        var query = new QueryReader();
        var page = query.Page(context.Request.Query["cursor"], limit: null, ItemCursor.ReadNumber);
        var filter = AuditFilter.Read(context.Request.Query, query, page.After);
        query.ThrowIfAny();
        var read = await audit.ReadAsync(filter.Query, page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, row => ItemCursor.Of(row.Id), context);
        var known = await names.OfAsync(items.Select(Actor), context.RequestAborted);
        var called = await organizations.OfAsync(items.Select(Organization).OfType<Guid>(), context.RequestAborted);
        return Page.Of<AuditView>(
            "audit.title", new AuditModel(items, known, called, filter, context.Request.QueryString.Value ?? "", next));
    }

    private static async Task<IResult> DownloadAsync(HttpContext context, AuditList audit)
    {
        var query = new QueryReader();
        var filter = AuditFilter.Read(context.Request.Query, query, before: null);
        query.ThrowIfAny();
        var text = Csv.Begin(
            "id", "at", "actor_kind", "actor_id", "action", "subject_kind", "subject_id", "before", "after", "ip_address", "user_agent",
            "trace_id");
        foreach (var row in await audit.ReadAsync(filter.Query, MostRows, context.RequestAborted))
        {
            text.AppendCsv(
                row.Id.ToString(CultureInfo.InvariantCulture), Instants.Write(row.At), row.ActorKind, row.ActorId, row.Action,
                row.SubjectKind, row.SubjectId, row.Before?.GetRawText(), row.After?.GetRawText(), row.IpAddress, row.UserAgent,
                row.TraceId);
        }

        return Results.File(Encoding.UTF8.GetBytes(text.ToString()), $"{Csv.MediaType}; charset=utf-8", "audit.csv");
    }

    /// <summary>The organization that it is about; null: it is about something else.</summary>
    public static Guid? Organization(AuditReply row) =>
        row.SubjectKind == AuditSubjects.Organization && Uuid.TryParse(row.SubjectId, out var id) ? id : null;

    private static Actor Actor(AuditReply row) =>
        new(Grains.Domain.Words.TryParse<ActorKind>(row.ActorKind, out var kind) ? kind : ActorKind.System, row.ActorId);
}

/// <summary>What the page of the audit shows.</summary>
/// <param name="Items">A page of it.</param>
/// <param name="Names">Names of people, by the ids under which they act.</param>
/// <param name="Organizations">What organizations are called that the directory has.</param>
/// <param name="Filter">What was asked for.</param>
/// <param name="Query">The same as it stands in the address.</param>
/// <param name="NextCursor">Where the next page begins; null on the last one.</param>
internal sealed record AuditModel(
    IReadOnlyList<AuditReply> Items, IReadOnlyDictionary<string, string> Names, IReadOnlyDictionary<Guid, string> Organizations,
    AuditFilter Filter, string Query, string? NextCursor);
