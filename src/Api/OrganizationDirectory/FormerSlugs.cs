using System.Security.Cryptography;
using System.Text;
using StatusLevels.Api.Audit;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>Slugs that organizations gave up. They stay theirs, and are kept as hashes: those of a forgotten one tell nothing.</summary>
internal static class FormerSlugs
{
    private const string Keep = """
        insert into statuslevels.former_slugs (slug_hash, organization_id) values ($1, $2)
        on conflict (slug_hash) do update set organization_id = $2
        """;

    private const string IsOthers = """
        select exists (select from statuslevels.former_slugs where slug_hash = $1 and organization_id is distinct from $2)
        """;

    private const string Read = "select slug from statuslevels.organizations where organization_id = $1";

    private const string Disown = "update statuslevels.former_slugs set organization_id = null where organization_id = $1";

    public static byte[] Hash(string slug) => SHA256.HashData(Encoding.UTF8.GetBytes(slug));

    /// <summary>
    /// The organization has this slug now, instead of another one. Call it when that is written: whoever gave up the slug at the same time
    /// was waited for then, and is seen now.
    /// </summary>
    /// <returns>Whether it may have it.</returns>
    public static async Task<bool> FollowAsync(AuditedChange change, Guid organization, string? before, string after)
    {
        if (before == after)
        {
            return true;
        }

        if (await change.IsTrueAsync(IsOthers, Hash(after), organization))
        {
            return false;
        }

        if (before is not null)
        {
            await change.ExecuteAsync(Keep, Hash(before), organization);
        }

        return true;
    }

    /// <summary>The organization is being forgotten: nobody gets its slugs, and nobody learns whose they were.</summary>
    public static async Task ForgetAsync(AuditedChange change, Guid organization)
    {
        await using var command = change.Command(Read, organization);
        if (await command.ExecuteScalarAsync(change.CancellationToken) is string slug)
        {
            await change.ExecuteAsync(Keep, Hash(slug), organization);
        }

        await change.ExecuteAsync(Disown, organization);
    }
}
