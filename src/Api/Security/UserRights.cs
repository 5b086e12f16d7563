using System.Collections.Frozen;

namespace StatusLevels.Api.Security;

/// <summary>What the database knows of a user: the local account with this id, if there is one, and the memberships.</summary>
/// <param name="IsDisabled">There is an account, and it was disabled.</param>
/// <param name="PlatformRole">The account's role beyond organizations; none of one that was disabled.</param>
/// <param name="Memberships">By organization.</param>
internal sealed record UserRights(bool IsDisabled, PlatformRole? PlatformRole, FrozenDictionary<Guid, MemberRole> Memberships)
{
    /// <summary>There is an account with this id.</summary>
    public bool HasAccount { get; init; }
}

/// <summary>A service key that is neither revoked nor expired.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="ExpiresAt">Its exclusive end, if it has one.</param>
/// <param name="LastUsedAt">When it was used, to the minute.</param>
internal sealed record KnownServiceKey(Guid Id, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);
