using StatusLevels.Api.Audit;

namespace StatusLevels.Api.Pages.Admin.Audit;

/// <summary>What of the audit is asked for on its page: like the API's, but by days, both included.</summary>
/// <param name="From">The first day, UTC; null from the beginning.</param>
/// <param name="To">The last day; null until now.</param>
/// <param name="Query">The same for the list.</param>
internal sealed record AuditFilter(DateOnly? From, DateOnly? To, AuditQuery Query)
{
    public static AuditFilter Read(IQueryCollection given, QueryReader query, long? before)
    {
        var (from, to) = (query.Day("from", given["from"]), query.Day("to", given["to"]));
        return new(from, to, new()
        {
            SubjectKind = Text("subject_kind"),
            SubjectId = Text("subject_id"),
            ActorId = Text("actor_id"),
            Action = Text("action"),
            From = Begin(from),
            To = Begin(to?.AddDays(1)),
            Before = before,
        });

        string? Text(string name) => query.Text(name, given[name].ToString().Trim(), TextLengths.OutsideId);
    }

    private static DateTimeOffset? Begin(DateOnly? day) =>
        day is { } known ? new DateTimeOffset(known, TimeOnly.MinValue, TimeSpan.Zero) : null;
}
