using System.Collections.Concurrent;
using System.Security.Claims;

namespace StatusLevels.Api.Security;

/// <summary>Callers that this node has looked up lately. Whoever changes what they may do lets go of them here, after the commit.</summary>
internal sealed class PrincipalCache
{
    private readonly ConcurrentDictionary<string, ClaimsPrincipal> users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, ClaimsPrincipal> keys = new();

    /// <summary>The account, the memberships or the sessions of this user have changed.</summary>
    public void Forget(string userId) => users.TryRemove(userId, out _);

    /// <summary>This service key was revoked.</summary>
    public void ForgetKey(Guid keyId) => keys.TryRemove(keyId, out _);
}
