using System.Globalization;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Domains;
using StatusLevels.Api.OrganizationDirectory;

namespace StatusLevels.Api.Import;

/// <summary>
/// Enters organizations with their members and sites into the directory, each line in one transaction. Nothing is taken away.
/// </summary>
internal sealed class OrganizationImport(
    AuditedChanges changes, DirectoryEntries directory, PrincipalCache principals, UserList users, ImportPatience patience)
{
    private const string IsForgotten = """
        select exists (select from statuslevels.organization_status where organization_id = $1 and forgotten_at is not null)
        """;

    /// <summary>What became of the line, or would become of it in a rehearsal. Never throws.</summary>
    public Task<ImportOutcomeReply> ImportAsync(ImportedOrganization line, AuditOrigin origin, bool isRehearsal) => patience.TryAsync(
        line.Line, line.Id, () => AskAsync(line, origin, isRehearsal), line.Failed);

    private async Task<(ImportOutcomeReply? Outcome, Problem? Problem)> AskAsync(
        ImportedOrganization said, AuditOrigin origin, bool isRehearsal)
    {
        var (line, unknown) = await WithAccountsAsync(said);
        if (unknown is not null)
        {
            return (null, unknown);
        }

        var outcome = ImportOutcome.Unchanged;
        var (_, refusal) = await changes.RunAsync<ImportedOrganization>(
            origin,
            async change =>
            {
                (outcome, var refused) = await EnterAsync(change, line);
                return (line, refused);
            },
            CancellationToken.None, isRehearsal: isRehearsal);
        if (refusal is { } reason)
        {
            return (null, reason.ToProblem());
        }

        if (!isRehearsal)
        {
            Forget(line);
        }

        return (line.Became(outcome), null);
    }

    private async Task<(ImportOutcome Outcome, AdminRefusal? Refusal)> EnterAsync(AuditedChange change, ImportedOrganization line)
    {
        var before = await DirectoryEntries.HoldAsync(change, line.Id);
        if (await change.IsTrueAsync(IsForgotten, line.Id))
        {
            return (ImportOutcome.IgnoredForgotten, null);
        }

        var entry = new AuditedEntry(
            line.Name, line.Slug, line.Contacts ?? before?.ContactEmails ?? [],
            line.Locale ?? before?.Locale ?? DirectoryRules.DefaultLocale);
        var isChanged = !DirectoryEntries.AreSame(before, entry);
        if (isChanged && await directory.PutAsync(change, line.Id, before, entry) is { } refusal)
        {
            return (default, refusal);
        }

        foreach (var (userId, role) in line.Members)
        {
            isChanged |= (await Memberships.PutAsync(change, line.Id, userId, role)).IsChanged;
        }

        foreach (var domain in line.Domains)
        {
            var (_, isNew, tooMany) = await DomainStore.AddAsync(change, line.Id, domain);
            if (tooMany is not null)
            {
                return (default, tooMany);
            }

            isChanged |= isNew;
        }

        return (before is null ? ImportOutcome.Created : isChanged ? ImportOutcome.Updated : ImportOutcome.Unchanged, null);
    }

    // An address stands for the account that has it: nobody signs in under an address.
    private async Task<(ImportedOrganization Line, Problem? Problem)> WithAccountsAsync(ImportedOrganization said)
    {
        var errors = new FieldErrors();
        var members = new List<(string UserId, MemberRole Role)>();
        foreach (var (index, (named, role)) in said.Members.Index())
        {
            var userId = await users.IdOfAsync(named, CancellationToken.None);
            errors.AddIf(
                userId is null, string.Create(CultureInfo.InvariantCulture, $"members[{index}].user_id"), UserList.NoAccount);
            members.Add((userId ?? named, role));
        }

        return (said with { Members = members }, errors.Any ? errors.ToProblem() : null);
    }

    private void Forget(ImportedOrganization line)
    {
        directory.Forget(line.Id, line.Slug);
        foreach (var (userId, _) in line.Members)
        {
            principals.Forget(userId);
        }
    }
}
