using StatusLevels.Api.Badges;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.TransparencyLog;
using StatusLevels.Grains.Contracts;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Credentials;

/// <summary>Makes the credential of a level that counts; where this product issues any.</summary>
internal sealed class CredentialDesk(
    CredentialStore store, PublicStatuses statuses, BadgeFactsMemory directory, LevelAchievements achievements,
    PublicLog log, CredentialIssuer? issuer = null)
{
    /// <summary>There is no such thing here.</summary>
    public static Problem NoSuch { get; } = new(ProblemCode.NotFound, "nothing_here");

    /// <summary>Who issues; null: this product issues none.</summary>
    public CredentialIssuer? Issuer => issuer;

    /// <summary>Where the credential of a level is found; null: nowhere, because none is issued or nothing counts.</summary>
    public CredentialLinks? LinksOf(OrganizationId organization, StatusLevel? level)
    {
        if (issuer is null || level is not { } held)
        {
            return null;
        }

        var path = CredentialEndpoints.Address
            .Replace("{organization_id}", $"{organization.Value:D}", StringComparison.Ordinal)
            .Replace("{level}", Words.Of(held), StringComparison.Ordinal);
        return new(path, log.Open is null ? null : $"{path}/bundle");
    }

    /// <summary>The credential of a level, or why there is none.</summary>
    public async Task<(Credential? Credential, Problem? Problem)> IssueAsync(
        OrganizationId organization, StatusLevel level, CancellationToken cancellationToken)
    {
        if (issuer is null)
        {
            return (null, NoSuch);
        }

        var status = await statuses.LookAsync(organization, cancellationToken);
        if (status.Levels.FirstOrDefault(held => held.Level == level) is not { } held
            || await store.PlaceAsync(organization, level, held.Id, cancellationToken) is not { } place)
        {
            return (null, await WhyNotAsync(organization, level, cancellationToken));
        }

        var facts = new LevelCredential
        {
            HoldingId = held.Id,
            OrganizationId = organization.Value,
            OrganizationName = (await directory.FindAsync(organization, cancellationToken)).Name,
            Level = Words.Of(level),
            Achievement = achievements.Of(level),
            ValidFrom = held.GrantedAt,
            ValidUntil = level == StatusLevel.C ? EndOfB(status) : held.ValidUntil,
            Epoch = place.Epoch,
            Sequence = place.Sequence,
            EntryHash = place.EntryHash,
            StatusList = place.List,
            StatusIndex = place.Index,
        };
        return (new(facts, status.NextDue), null);
    }

    // C stands on B. Whether unmet criteria may end it earlier is nobody's business but the organization's.
    private static DateTimeOffset? EndOfB(PublicStatus status) =>
        status.Levels.FirstOrDefault(static held => held.Level == StatusLevel.B)?.ValidUntil;

    private async Task<Problem> WhyNotAsync(OrganizationId organization, StatusLevel level, CancellationToken cancellationToken) =>
        await store.ForgottenAtAsync(organization, cancellationToken) is { } at
            ? new(ProblemCode.Gone, new("organization_gone", ("at", Instants.Write(at))))
            : new(RefusalProblems.LevelNotActive, new("level_not_active", ("level", Words.Of(level))));
}

/// <summary>A credential that was made.</summary>
/// <param name="Facts">What it says.</param>
/// <param name="NextDue">Until when that stays true by itself; null: nothing falls due.</param>
internal sealed record Credential(LevelCredential Facts, DateTimeOffset? NextDue);

/// <summary>Where a credential is, from the product's root.</summary>
/// <param name="Path">The credential; below it are the badges that hold it.</param>
/// <param name="Bundle">With all that proves it; null: there is no public log.</param>
internal sealed record CredentialLinks(string Path, string? Bundle);
