using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>Whose a slug is.</summary>
/// <param name="OrganizationId">Whose, for ever.</param>
/// <param name="Current">The slug that the organization has now.</param>
internal sealed record SlugOwner(Guid OrganizationId, string Current);

/// <summary>
/// Slug → organization, by the slugs that organizations have and had. Remembered for 10 s: what one belongs to never changes, only
/// what leads on.
/// </summary>
internal sealed class Slugs(NpgsqlDataSource database, TimeProvider time)
{
    private const int MostKept = 10_000;

    private const string Find = """
        select o.organization_id, o.slug, false as is_former from statuslevels.organizations as o where o.slug = $1
        union all
        select o.organization_id, o.slug, true
        from statuslevels.former_slugs as f
        join statuslevels.organizations as o on o.organization_id = f.organization_id
        where f.slug_hash = $2
        order by is_former
        limit 1
        """;

    private readonly BriefMemory<string, SlugOwner> known = new(time, MostKept, (slug, cancellationToken) =>
        LoadAsync(database, slug, cancellationToken));

    /// <summary>Null when no organization has it, or had it.</summary>
    public ValueTask<SlugOwner?> FindAsync(string slug, CancellationToken cancellationToken) => known.GetAsync(slug, cancellationToken);

    /// <summary>
    /// Whose this is, an id or the slug of today, as far as that can be told without a question to the database.
    /// </summary>
    public bool TryGetOwner(string? text, out OrganizationId organization)
    {
        if (Uuid.TryParse(text, out var id))
        {
            organization = new(id);
            return true;
        }

        var owner = text is null ? null : known.Fresh(text);
        organization = new(owner?.OrganizationId ?? Guid.Empty);
        return owner is not null && owner.Current == text;
    }

    /// <summary>An entry of this organization was changed or removed. Call it after the commit.</summary>
    public void Forget(Guid organization, string? slug)
    {
        known.ForgetWhere(owner => owner.OrganizationId == organization);
        if (slug is not null)
        {
            known.Forget(slug);
        }
    }

    private static async Task<SlugOwner?> LoadAsync(NpgsqlDataSource database, string slug, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find).With(slug, FormerSlugs.Hash(slug));
        return await command.ReadOneAsync(row => new SlugOwner(row.GetGuid(0), row.GetString(1)), cancellationToken);
    }
}
