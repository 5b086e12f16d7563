using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>Whose a slug is.</summary>
/// <param name="OrganizationId">Whose, for ever.</param>
/// <param name="Current">The slug that the organization has now.</param>
internal sealed record SlugOwner(Guid OrganizationId, string Current);

/// <summary>Slug → organization, remembered for 10 s.</summary>
internal sealed class Slugs(NpgsqlDataSource database, TimeProvider time)
{
    private const int MostKept = 10_000;

    private const string Find = "select organization_id, slug from statuslevels.organizations where slug = $1";

    private readonly BriefMemory<string, SlugOwner> known = new(time, MostKept, (slug, cancellationToken) =>
        LoadAsync(database, slug, cancellationToken));

    /// <summary>Null when no organization has it.</summary>
    public ValueTask<SlugOwner?> FindAsync(string slug, CancellationToken cancellationToken) => known.GetAsync(slug, cancellationToken);

    private static async Task<SlugOwner?> LoadAsync(NpgsqlDataSource database, string slug, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find).With(slug);
        return await command.ReadOneAsync(row => new SlugOwner(row.GetGuid(0), row.GetString(1)), cancellationToken);
    }
}
