using System.Security.Claims;

namespace StatusLevels.Api.Security;

/// <summary>Who calls, whichever way they proved it.</summary>
internal abstract record Caller
{
    private Caller()
    {
    }

    /// <summary>Who is accountable for what the call changes.</summary>
    public abstract Actor Actor { get; }

    /// <summary>Somebody who signed in, here or with an issuer of tokens.</summary>
    /// <param name="Id">A local account's id, or the subject of a token.</param>
    /// <param name="PlatformRole">By the account's role or by the issuer's word; null for most.</param>
    /// <param name="Memberships">By organization.</param>
    public sealed record Person(string Id, PlatformRole? PlatformRole, IReadOnlyDictionary<Guid, MemberRole> Memberships) : Caller
    {
        public override Actor Actor => new(ActorKind.User, Id);

        /// <summary>The role in this organization; null for whoever is no member.</summary>
        public MemberRole? RoleIn(Guid organization) => Memberships.TryGetValue(organization, out var role) ? role : null;
    }

    /// <summary>Another program.</summary>
    /// <param name="Id">The id of its key, or a name of this product's for one that needs none.</param>
    /// <param name="Scopes">What it may do, of <see cref="Security.Scopes"/>.</param>
    public sealed record Service(string Id, IReadOnlyList<string> Scopes) : Caller
    {
        /// <summary>Whoever signs webhooks with a secret that is set here.</summary>
        public static Service Payments { get; } = new("payments", [Security.Scopes.SubscriptionsWrite]);

        /// <summary>Whoever has the service role key of the Supabase project.</summary>
        public static Service Supabase { get; } = new("supabase_service_role", Security.Scopes.All);

        public override Actor Actor => new(ActorKind.Service, Id);
    }
}

/// <summary>A caller as the framework carries it through a request.</summary>
internal sealed class CallerIdentity(Caller caller, string scheme) : ClaimsIdentity(scheme)
{
    public Caller Caller { get; } = caller;
}

/// <summary>What endpoints ask about whoever calls.</summary>
internal static class Callers
{
    public static ClaimsPrincipal ToPrincipal(this Caller caller, string scheme) => new(new CallerIdentity(caller, scheme));

    /// <summary>Null for anyone who proved nothing.</summary>
    public static Caller? Caller(this ClaimsPrincipal principal) => (principal.Identity as CallerIdentity)?.Caller;

    /// <summary>The user's id: a local account's, or the subject of a token. Null for anyone else.</summary>
    public static string? UserId(this ClaimsPrincipal principal) => (principal.Caller() as Caller.Person)?.Id;

    public static bool IsPlatformAdmin(this ClaimsPrincipal principal) => principal.PlatformRole() == Security.PlatformRole.PlatformAdmin;

    /// <summary>Sees all of the platform: platform admins, and whoever may only look.</summary>
    public static bool SeesPlatform(this ClaimsPrincipal principal) => principal.PlatformRole() is not null;

    /// <summary>The role beyond organizations; null for most.</summary>
    public static PlatformRole? PlatformRole(this ClaimsPrincipal principal) => (principal.Caller() as Caller.Person)?.PlatformRole;

    /// <summary>The role in this organization; null for whoever is no member of it.</summary>
    public static MemberRole? RoleIn(this ClaimsPrincipal principal, Guid organization) =>
        (principal.Caller() as Caller.Person)?.RoleIn(organization);

    public static bool HasScope(this ClaimsPrincipal principal, string scope) =>
        principal.Caller() is Caller.Service service && service.Scopes.Contains(scope, StringComparer.Ordinal);
}
