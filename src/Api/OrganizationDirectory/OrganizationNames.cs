using System.Collections.Frozen;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>What organizations are called.</summary>
internal sealed class OrganizationNames(NpgsqlDataSource database)
{
    private const string Find = "select organization_id, name from statuslevels.organizations where organization_id = any($1)";

    /// <summary>The names of those of them that the directory has.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> OfAsync(IEnumerable<Guid> organizations, CancellationToken cancellationToken)
    {
        var ids = organizations.Distinct().ToArray();
        if (ids.Length == 0)
        {
            return FrozenDictionary<Guid, string>.Empty;
        }

        await using var command = database.CreateCommand(Find).With(ids);
        var known = await command.ReadAllAsync(row => (Id: row.GetGuid(0), Name: row.GetString(1)), cancellationToken);
        return known.ToFrozenDictionary(one => one.Id, one => one.Name);
    }
}
