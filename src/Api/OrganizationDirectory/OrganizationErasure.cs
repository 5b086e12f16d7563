using System.Globalization;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Badges;
using StatusLevels.Api.Pages.Passport;
using StatusLevels.Api.QrCodes;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>
/// Erases what administration knows of an organization that was forgotten: its entry, its members, and what the audit tells of both. Who
/// did what when stays in the audit.
/// </summary>
internal sealed class OrganizationErasure(
    AuditedChanges changes, PrincipalCache cache, Slugs slugs, QrTargets targets, BadgeFactsMemory badges, PassportMemory passports)
{
    private const string RemoveEntry = "delete from statuslevels.organizations where organization_id = $1";

    private const string RemoveFailures = """
        delete from statuslevels.failing_addresses as f
        where exists (select from statuslevels.organization_contacts as c where c.organization_id = $1 and c.address_key = f.address_key)
          and not exists (select from statuslevels.organization_contacts as c where c.organization_id <> $1 and c.address_key = f.address_key)
          and not exists (select from statuslevels.users as u where u.email_key = f.address_key)
        """;

    private const string RemovePreferences = "delete from statuslevels.mail_preferences where organization_id = $1";

    private const string RemoveUntold = "delete from statuslevels.untold_notices where organization_id = $1";

    private const string RemoveMembers = "delete from statuslevels.organization_members where organization_id = $1 returning user_id";

    // With the secrets, and all that was sent to them; what the platform kept for it, too.
    private const string RemoveEndpoints = "delete from statuslevels.webhook_endpoints where organization_id = $1";

    // With their scans and sums.
    private const string RemoveQrCodes = "delete from statuslevels.qr_codes where organization_id = $1";

    private const string RemoveDomains = "delete from statuslevels.organization_domains where organization_id = $1";

    private const string RemoveImpressions = "delete from statuslevels.badge_impressions where organization_id = $1";

    private const string RemoveVisits = "delete from statuslevels.page_visits where organization_id = $1";

    // The database does it: the role that serves requests may change nothing of the audit.
    private const string EraseAudit = "select statuslevels.erase_audit_of($1) > 0";

    private const string IsTold = """
        select exists (
            select from statuslevels.admin_audit
            where subject_kind = $1 and subject_id = $2 and action = $3 and after ->> 'epoch' = $4)
        """;

    /// <summary>
    /// Erases what is there, in one transaction with its line in the audit. Again, it finds nothing and leaves no second line.
    /// </summary>
    /// <param name="organization">Which one.</param>
    /// <param name="epoch">The life that would begin next: one line for each that ended.</param>
    /// <param name="origin">Who forgets it.</param>
    public async Task EraseAsync(Guid organization, int epoch, AuditOrigin origin)
    {
        var (members, _) = await changes.RunAsync<List<string>>(
            // The line that stays holds no personal data. The key of the request has the organization's own answer.
            origin with { IpAddress = null, UserAgent = null, Keyed = null },
            async change => (await EraseAsync(change, organization, epoch), null),
            // What has begun is finished, also when the caller has left.
            CancellationToken.None);
        slugs.Forget(organization, slug: null);
        targets.Forget(organization);
        badges.Forget(organization);
        passports.Forget(organization);
        foreach (var member in members ?? [])
        {
            cache.Forget(member);
        }
    }

    private static async Task<List<string>> EraseAsync(AuditedChange change, Guid organization, int epoch)
    {
        var subject = OrganizationLock.Text(organization);
        await change.LockAsync(OrganizationLock.Of(organization));
        // What contacts said, and their links, go with the entry.
        await change.ExecuteAsync(RemoveFailures, organization);
        await change.ExecuteAsync(RemovePreferences, organization);
        await change.ExecuteAsync(RemoveUntold, organization);
        await FormerSlugs.ForgetAsync(change, organization);
        var hadEntry = await change.ExecuteAsync(RemoveEntry, organization) > 0;
        var hadEndpoints = await change.ExecuteAsync(RemoveEndpoints, organization) > 0;
        var hadQrCodes = await change.ExecuteAsync(RemoveQrCodes, organization) > 0;
        var hadDomains = await change.ExecuteAsync(RemoveDomains, organization) > 0;
        await change.ExecuteAsync(RemoveImpressions, organization);
        await change.ExecuteAsync(RemoveVisits, organization);
        var members = new List<string>();
        await using (var command = change.Command(RemoveMembers, organization))
        {
            await using var row = await command.ExecuteReaderAsync(change.CancellationToken);
            while (await row.ReadAsync(change.CancellationToken))
            {
                members.Add(row.GetString(0));
            }
        }

        var hadAudit = await change.IsTrueAsync(EraseAudit, organization);
        var told = await change.IsTrueAsync(
            IsTold, AuditSubjects.Organization, subject, AuditActions.OrganizationForgotten, epoch.ToString(CultureInfo.InvariantCulture));
        if (!told || hadEntry || hadEndpoints || hadQrCodes || hadDomains || hadAudit || members.Count > 0)
        {
            await change.AuditAsync(AuditActions.OrganizationForgotten, AuditSubjects.Organization, subject, null, new AuditedEnd(epoch));
        }

        return members;
    }
}

/// <summary>The end of an organization in the audit.</summary>
/// <param name="Epoch">The number of the life that would begin next.</param>
internal sealed record AuditedEnd(int Epoch);
