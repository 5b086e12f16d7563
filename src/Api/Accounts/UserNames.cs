using System.Collections.Frozen;
using System.Globalization;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Accounts;

/// <summary>Names of people who have an account here, by the ids under which they act.</summary>
internal sealed class UserNames(NpgsqlDataSource database)
{
    private const string Find = "select id, display_name from statuslevels.users where id = any($1)";

    /// <summary>Those of them that are known; nobody else's, and none of services.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(IEnumerable<Actor> actors, CancellationToken cancellationToken)
    {
        var ids = actors
            .Where(actor => actor.Kind == ActorKind.User)
            .Select(actor => Guid.TryParseExact(actor.Id, "D", out var id) ? id : Guid.Empty)
            .Where(id => id != Guid.Empty).Distinct().ToArray();
        if (ids.Length == 0)
        {
            return FrozenDictionary<string, string>.Empty;
        }

        await using var command = database.CreateCommand(Find).With(ids);
        var known = await command.ReadAllAsync(
            row => (Id: row.GetGuid(0).ToString("D", CultureInfo.InvariantCulture), Name: row.GetString(1)), cancellationToken);
        return known.ToFrozenDictionary(one => one.Id, one => one.Name, StringComparer.Ordinal);
    }
}
