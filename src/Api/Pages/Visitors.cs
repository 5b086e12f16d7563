using System.Globalization;
using Npgsql;
using StatusLevels.Api.Mail.Letters;
using StatusLevels.Api.Pages.Organization;
using StatusLevels.Api.Sessions;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Pages;

/// <summary>What the header of a page shows of whoever looks at it: once for each request.</summary>
internal sealed partial class Visitors(NpgsqlDataSource database, ChosenOrganizations chosen, ILogger<Visitors> logger)
{
    private const string Language = "select locale from statuslevels.users where id = $1";

    private const int MostOrganizations = 200;

    private const string Organizations = """
        select m.organization_id, o.name, m.role, (
            select count(*) from (
                select from statuslevels.notifications as n
                where n.organization_id = m.organization_id and not exists (
                    select from statuslevels.organization_notification_reads as r
                    where r.organization_id = n.organization_id and r.epoch = n.epoch and r.number = n.number and r.user_id = $1)
                limit $3) as unread)
        from statuslevels.organization_members as m
        left join statuslevels.organizations as o on o.organization_id = m.organization_id
        where m.user_id = $1
        order by o.name_key, m.organization_id
        limit $2
        """;

    /// <summary>Null for whoever has not signed in.</summary>
    public async Task<Visitor?> OfAsync(HttpContext context)
    {
        if (context.Features.Get<Visitor>() is { } known)
        {
            return known;
        }

        if (context.User.Caller() is not Caller.Person person)
        {
            return null;
        }

        var visitor = await LoadAsync(context, person);
        context.Features.Set(visitor);
        return visitor;
    }

    private async Task<Visitor> LoadAsync(HttpContext context, Caller.Person person)
    {
        var (session, elsewhere) = (context.Features.Get<Session>(), context.Features.Get<IntrospectedUser>());
        var visitor = new Visitor(
            SafeText.Line(session?.DisplayName ?? elsewhere?.Name ?? person.Id), elsewhere?.Language, person.PlatformRole is not null, [])
        {
            HasSession = session is not null,
        };
        try
        {
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Language).With(session?.Account?.Id ?? Guid.Empty));
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(Organizations).With(person.Id, MostOrganizations, VisitorOrganization.MostUnread));
            await using var reader = await batch.ExecuteReaderAsync(context.RequestAborted);
            var language = await reader.ReadAsync(context.RequestAborted) ? reader.TextOrNull(0) : null;
            await reader.NextResultAsync(context.RequestAborted);
            var organizations = new List<VisitorOrganization>();
            while (await reader.ReadAsync(context.RequestAborted))
            {
                organizations.Add(new(
                    reader.GetGuid(0), reader.TextOrNull(1), reader.Member<MemberRole>(2),
                    Convert.ToInt32(reader.GetInt64(3), CultureInfo.InvariantCulture)));
            }

            var id = chosen.Of(context, person);
            return visitor with
            {
                Language = language ?? visitor.Language,
                Organizations = organizations,
                Chosen = organizations.FirstOrDefault(organization => organization.Id == id),
            };
        }
        catch (Exception exception) when (ExceptionProblems.IsDatabaseAway(exception))
        {
            // The page itself says that the database is away; its header does without.
            LogAway(exception.Message);
            return visitor;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The header of a page was written without what the database knows of its reader: {Reason}")]
    private partial void LogAway(string reason);
}
