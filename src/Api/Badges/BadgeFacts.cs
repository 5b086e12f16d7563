using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Badges;

/// <summary>What a badge needs of an organization besides its status.</summary>
/// <param name="Name">Null: it has no entry in the directory.</param>
/// <param name="Domains">The sites that are proven to be its own.</param>
internal sealed record BadgeFacts(string? Name, IReadOnlyList<string> Domains)
{
    /// <summary>
    /// Whether a badge on this site needs no word of caution: it is one of the organization's, or below one; or the organization has named
    /// none.
    /// </summary>
    public bool Allows(string host)
    {
        foreach (var domain in Domains)
        {
            if (host.EndsWith(domain, StringComparison.Ordinal) && (host.Length == domain.Length || host[^(domain.Length + 1)] == '.'))
            {
                return true;
            }
        }

        return Domains.Count == 0;
    }
}

/// <summary>The same for each organization, remembered for 10 s.</summary>
internal sealed class BadgeFactsMemory(NpgsqlDataSource database, TimeProvider time)
{
    private const int MostKept = 50_000;

    private const string Find = """
        select o.name,
               array(select d.domain from statuslevels.organization_domains as d where d.organization_id = asked.id and d.verified_at is not null)
        from (select $1::uuid as id) as asked
        left join statuslevels.organizations as o on o.organization_id = asked.id
        """;

    private readonly BriefMemory<Guid, BadgeFacts> known = new(time, MostKept, (organization, cancellationToken) =>
        LoadAsync(database, organization, cancellationToken));

    public async ValueTask<BadgeFacts> FindAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        (await known.GetAsync(organization.Value, cancellationToken))!;

    /// <summary>Something of it was changed. Call it after the commit.</summary>
    public void Forget(Guid organization) => known.Forget(organization);

    private static async Task<BadgeFacts?> LoadAsync(NpgsqlDataSource database, Guid organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find).With(organization);
        return await command.ReadOneAsync(
            row => new BadgeFacts(row.TextOrNull(0), row.GetFieldValue<string[]>(1)), cancellationToken);
    }
}
