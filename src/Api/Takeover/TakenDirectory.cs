using System.Text.RegularExpressions;
using Npgsql;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Takeover;

/// <summary>Names and members of organizations, as far as they are not known here.</summary>
internal sealed partial class TakenDirectory(
    NpgsqlDataSource database, IReadOnlyDictionary<string, string> roles, TimeProvider clock, TakeoverReport report)
{
    private const string Enter = """
        insert into statuslevels.organizations (organization_id, name, slug, locale, created_at, updated_at, name_key)
        select $1, $2, $3, $4, $5, $5, $6
        where not exists (select from statuslevels.organizations where organization_id = $1)
          and not exists (select from statuslevels.former_slugs where slug_hash = $7 and organization_id is distinct from $1)
        on conflict do nothing
        returning organization_id
        """;

    private const string IsThere = "select organization_id from statuslevels.organizations where organization_id = $1";

    private const string AddMember = """
        insert into statuslevels.organization_members (organization_id, user_id, role, added_at) values ($1, $2, $3, $4) on conflict do nothing
        """;

    /// <summary>Tells what is odd about its entry and its members.</summary>
    public void Look(FormerOrganization organization)
    {
        var id = organization.Id.ToString();
        if (!organization.Of(FormerTable.Organizations).Any())
        {
            report.Tell(new(OddityRules.NoOrganization, id));
            return;
        }

        var known = organization.Of(FormerTable.Members).Count(member => RoleOf(member) is not null);
        report.Count("members", known);
        foreach (var member in organization.Of(FormerTable.Members).Where(member => RoleOf(member) is null))
        {
            report.Tell(new(OddityRules.UnknownRole, id, Detail: member.Text("role", TextLengths.Name)));
        }

        foreach (var name in organization.Of(FormerTable.Members).Select(member => member.Text("user_id", TextLengths.OutsideId)))
        {
            if (name is not null && !Uuid.TryParse(name, out _))
            {
                report.Tell(new(OddityRules.MemberNotUuid, id, Detail: name));
            }
        }
    }

    /// <summary>Enters it, unless it is there, and adds members who are not.</summary>
    public async Task TakeAsync(FormerOrganization organization, CancellationToken cancellationToken)
    {
        if (organization.Of(FormerTable.Organizations).FirstOrDefault() is not { } row)
        {
            return;
        }

        var id = organization.Id.ToString();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var name = row.Text("name", TextLengths.Name) ?? id;
        var slug = row.Text("slug", 63) is { } given && Slug().IsMatch(given) && !Uuid.TryParse(given, out _) ? given : null;
        if (slug is null || !await EnterAsync(connection, organization.Id, row, name, slug, cancellationToken))
        {
            await using var known = new NpgsqlCommand(IsThere, connection).With(organization.Id.Value);
            if (await known.ExecuteScalarAsync(cancellationToken) is null)
            {
                report.Tell(new(OddityRules.SlugReplaced, id, Detail: row.Text("slug", 200)));
                await EnterAsync(connection, organization.Id, row, name, $"org-{organization.Id.Value:N}", cancellationToken);
            }
        }

        foreach (var member in organization.Of(FormerTable.Members))
        {
            if (RoleOf(member) is { } role)
            {
                await using var add = new NpgsqlCommand(AddMember, connection)
                    .With(organization.Id.Value, member.Text("user_id", TextLengths.OutsideId), role, clock.GetUtcNow());
                report.Count("members added", await add.ExecuteNonQueryAsync(cancellationToken));
            }
        }
    }

    // What the member may do here; null when nobody says.
    private string? RoleOf(FormerRow member) =>
        member.Text("user_id", TextLengths.OutsideId) is null ? null : roles.GetValueOrDefault(member.Text("role", TextLengths.Name) ?? "");

    private async Task<bool> EnterAsync(
        NpgsqlConnection connection, OrganizationId id, FormerRow row, string name, string slug, CancellationToken cancellationToken)
    {
        var locale = row.Text("locale", 8) is { } language && StatusLevelCatalog.Languages.Contains(language, StringComparer.Ordinal)
            ? language
            : DirectoryRules.DefaultLocale;
        await using var enter = new NpgsqlCommand(Enter, connection)
            .With(id.Value, name, slug, locale, clock.GetUtcNow(), DirectoryRules.SearchKey(name), FormerSlugs.Hash(slug));
        var isNew = await enter.ExecuteScalarAsync(cancellationToken) is not null;
        report.Count("organizations entered in the directory", isNew ? 1 : 0);
        return isNew;
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slug();
}
