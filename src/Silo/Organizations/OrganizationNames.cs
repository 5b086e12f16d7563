using System.Collections.Frozen;
using Npgsql;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Organizations;

/// <summary>What organizations are called in the directory.</summary>
public sealed class OrganizationNames(NpgsqlDataSource database)
{
    private const string Find = "select organization_id, name from organizations where organization_id = any($1)";

    /// <summary>Those of them that have an entry.</summary>
    public async Task<IReadOnlyDictionary<OrganizationId, string>> OfAsync(
        IEnumerable<OrganizationId> organizations, CancellationToken cancellationToken)
    {
        var ids = organizations.Select(organization => organization.Value).Distinct().ToArray();
        if (ids.Length == 0)
        {
            return FrozenDictionary<OrganizationId, string>.Empty;
        }

        await using var command = database.CreateCommand(Find).With(ids);
        var known = await command.ReadAllAsync(
            row => (Id: new OrganizationId(row.GetGuid(0)), Name: row.GetString(1)), cancellationToken);
        return known.ToFrozenDictionary(one => one.Id, one => one.Name);
    }
}
