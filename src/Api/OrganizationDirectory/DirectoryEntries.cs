using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Badges;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>The entries of the directory: what organizations are called and to whom mail about them goes.</summary>
internal sealed class DirectoryEntries(
    NpgsqlDataSource database, AuditedChanges changes, OrganizationContacts contacts, Slugs slugs, BadgeFactsMemory badges)
{
    private const string Find = "select name, slug, contact_emails, locale from statuslevels.organizations where organization_id = $1";

    private const string Insert = """
        insert into statuslevels.organizations (organization_id, name, slug, contact_emails, locale, created_at, updated_at, name_key)
        values ($1, $2, $3, $4, $5, $6, $6, $7)
        """;

    private const string Update = """
        update statuslevels.organizations set name = $2, slug = $3, contact_emails = $4, locale = $5, updated_at = $6, name_key = $7 where organization_id = $1
        """;

    public async Task<AuditedEntry?> FindAsync(Guid organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find).With(organization);
        return await command.ReadOneAsync(Read, cancellationToken);
    }

    /// <summary>What tells an entry from what it was and will be; 0 where there is none.</summary>
    public static long VersionOf(AuditedEntry? entry) => entry is null
        ? 0
        : BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(entry, ApiJson.Context.AuditedEntry)))
            & long.MaxValue;

    /// <summary>An entry was written, with this slug. Call it after the commit.</summary>
    public void Forget(Guid organization, string slug)
    {
        slugs.Forget(organization, slug);
        badges.Forget(organization);
    }

    /// <summary>Makes the entry, or replaces it.</summary>
    /// <param name="organization">Whose it is.</param>
    /// <param name="entry">What it says from now on.</param>
    /// <param name="origin">Who wants it.</param>
    /// <param name="cancellationToken">Stops it before it is begun.</param>
    /// <param name="expected">The versions of the entry that it may replace; null: any.</param>
    public async Task<AdminRefusal?> PutAsync(
        Guid organization, AuditedEntry entry, AuditOrigin origin, CancellationToken cancellationToken,
        IReadOnlyList<long>? expected = null)
    {
        var (_, refusal) = await changes.RunAsync<AuditedEntry>(
            origin,
            async change =>
            {
                var before = await HoldAsync(change, organization);
                return expected?.Contains(VersionOf(before)) == false
                    ? (null, AdminRefusal.VersionMismatch)
                    : (entry, await PutAsync(change, organization, before, entry));
            },
            cancellationToken);
        Forget(organization, entry.Slug);
        return refusal;
    }

    /// <summary>
    /// The entry as it is, as part of a greater change: until that ends nobody else changes what is known of the organization.
    /// </summary>
    public static async Task<AuditedEntry?> HoldAsync(AuditedChange change, Guid organization)
    {
        await change.LockAsync(OrganizationLock.Of(organization));
        await using var command = change.Command(Find, organization);
        return await command.ReadOneAsync(Read, change.CancellationToken);
    }

    /// <summary>Makes the entry that was held, or replaces it, as part of a greater change.</summary>
    public async Task<AdminRefusal?> PutAsync(AuditedChange change, Guid organization, AuditedEntry? before, AuditedEntry entry)
    {
        await WriteAsync(
            change, organization, before, entry, before is null ? AuditActions.OrganizationCreated : AuditActions.OrganizationUpdated);
        return await FormerSlugs.FollowAsync(change, organization, before?.Slug, entry.Slug)
            ? await contacts.FollowAsync(change, organization, before?.ContactEmails ?? [], entry.ContactEmails, areTrusted: true)
            : AdminRefusal.SlugTaken;
    }

    /// <summary>Replaces the contacts; refused when the organization has no entry, or has too many addresses asked.</summary>
    public async Task<AdminRefusal?> PutContactsAsync(
        Guid organization, ChosenContacts chosen, bool areTrusted, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var (_, refusal) = await changes.RunAsync<AuditedEntry>(
            origin,
            async change =>
            {
                if (await HoldAsync(change, organization) is not { } before)
                {
                    return (null, AdminRefusal.NotFound);
                }

                var entry = before with { ContactEmails = chosen.ContactEmails, Locale = chosen.Locale };
                await WriteAsync(change, organization, before, entry, AuditActions.ContactsChanged);
                return (entry, await contacts.FollowAsync(change, organization, before.ContactEmails, entry.ContactEmails, areTrusted));
            },
            cancellationToken);
        return refusal;
    }

    /// <summary>Both say the same.</summary>
    public static bool AreSame(AuditedEntry? one, AuditedEntry other) =>
        one is not null && one with { ContactEmails = other.ContactEmails } == other
        && one.ContactEmails.SequenceEqual(other.ContactEmails, StringComparer.Ordinal);

    private static async Task WriteAsync(AuditedChange change, Guid organization, AuditedEntry? before, AuditedEntry after, string action)
    {
        if (AreSame(before, after))
        {
            return;
        }

        await change.ExecuteAsync(
            before is null ? Insert : Update, organization, after.Name, after.Slug, after.ContactEmails.ToArray(), after.Locale, change.Now,
            DirectoryRules.SearchKey(after.Name));
        await change.AuditAsync(action, AuditSubjects.Organization, OrganizationLock.Text(organization), before, after);
    }

    private static AuditedEntry Read(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetFieldValue<string[]>(2), row.GetString(3));
}
