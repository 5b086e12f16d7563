using System.Collections.Frozen;

namespace StatusLevels.Api.Accounts;

/// <summary>Names of people who have an account here, by the ids under which they act.</summary>
internal sealed class UserNames(UserList users)
{
    /// <summary>Those of them that are known; nobody else's, and none of services.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(IEnumerable<Actor> actors, CancellationToken cancellationToken)
    {
        var known = await users.OfAsync(
            actors.Where(actor => actor.Kind == ActorKind.User).Select(actor => actor.Id), cancellationToken);
        return known.ToFrozenDictionary(user => user.Key, user => user.Value.DisplayName, StringComparer.Ordinal);
    }
}
