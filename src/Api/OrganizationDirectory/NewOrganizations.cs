using System.Globalization;
using StatusLevels.Api.Audit;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>Enters organizations that nobody knew before: the product makes their ids.</summary>
internal sealed class NewOrganizations(
    AuditedChanges changes, DirectoryEntries directory, Slugs slugs, PrincipalCache principals, TimeProvider time)
{
    private const int MostOfOneName = 20;

    /// <summary>
    /// A slug that no organization has: from the name, with a number where that is taken; the empty text where the name gives none. The
    /// database decides when it is written.
    /// </summary>
    public async Task<string> ProposeSlugAsync(string name, CancellationToken cancellationToken)
    {
        var slug = SlugOfName.Of(name);
        var proposed = slug;
        for (var number = 2; number <= MostOfOneName && DirectoryRules.IsSlug(proposed); number++)
        {
            if (await slugs.FindAsync(proposed, cancellationToken) is null)
            {
                break;
            }

            proposed = string.Create(CultureInfo.InvariantCulture, $"{slug}-{number}");
        }

        return proposed;
    }

    /// <summary>Enters an organization, and its first owner with it, or nothing.</summary>
    /// <param name="entry">What it is called.</param>
    /// <param name="owner">Who owns it; null: nobody yet.</param>
    /// <param name="origin">Who wants it. The same request again is answered with the organization that it made.</param>
    /// <param name="cancellationToken">Stops it before it is begun.</param>
    public async Task<(DirectoryEntryReply? Entered, AdminRefusal? Refusal)> EnterAsync(
        AuditedEntry entry, string? owner, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        // The kept answer goes with the organization when that is forgotten.
        origin.Keyed?.Of(new OrganizationId(id));
        var (entered, refusal) = await changes.RunAsync<DirectoryEntryReply>(
            origin,
            async change =>
            {
                var before = await DirectoryEntries.HoldAsync(change, id);
                if (await directory.PutAsync(change, id, before, entry) is { } reason)
                {
                    return (null, reason);
                }

                if (owner is not null)
                {
                    await Memberships.PutAsync(change, id, owner, MemberRole.Owner);
                }

                return (new(id, entry.Name, entry.Slug, entry.ContactEmails, entry.Locale), null);
            },
            cancellationToken);
        directory.Forget(id, entry.Slug);
        if (owner is not null)
        {
            principals.Forget(owner);
        }

        return (entered, refusal);
    }
}
