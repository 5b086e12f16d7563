using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace StatusLevels.Api.Security;

/// <summary>Who may call, by name. Route groups declare them; a route that declares nothing is closed to everybody.</summary>
internal static class Policies
{
    /// <summary>Platform admins; platform viewers where nothing changes.</summary>
    public const string PlatformAdmin = nameof(PlatformAdmin);

    /// <summary>The same for questions that need a body: nothing changes by them.</summary>
    public const string PlatformReader = nameof(PlatformReader);

    /// <summary>Whoever may read all that an organization may know of itself: its members, platform admins.</summary>
    public const string OrganizationReader = nameof(OrganizationReader);

    /// <summary>
    /// Whoever acts for an organization, asking for a higher level and taking it back: its admins and owners, platform admins.
    /// </summary>
    public const string OrganizationAdmin = nameof(OrganizationAdmin);

    /// <summary>Whoever looks at the pages of an organization: its members, signed in here.</summary>
    public const string OrganizationMember = nameof(OrganizationMember);

    /// <summary>Whoever acts for an organization on its pages: its admins and owners, signed in here.</summary>
    public const string OrganizationManager = nameof(OrganizationManager);

    /// <summary>Whoever may change levels.</summary>
    public const string StatusWriter = nameof(StatusWriter);

    /// <summary>Whoever may report what happened to subscriptions. A signed webhook has the scope.</summary>
    public const string SubscriptionWriter = nameof(SubscriptionWriter);

    /// <summary>Whoever may report metrics: a service only, since a person's word is no measurement.</summary>
    public const string ReputationWriter = nameof(ReputationWriter);

    /// <summary>Whoever keeps the directory and its members.</summary>
    public const string OrganizationsWriter = nameof(OrganizationsWriter);

    /// <summary>Whoever reads all that happens, of all organizations.</summary>
    public const string EventsReader = nameof(EventsReader);

    /// <summary>Whoever reports that mail did not arrive.</summary>
    public const string MailWriter = nameof(MailWriter);

    /// <summary>Whoever answers upgrade requests.</summary>
    public const string UpgradeReviewer = nameof(UpgradeReviewer);

    /// <summary>Whoever signed in here: a token or a key has no session.</summary>
    public const string SessionHolder = nameof(SessionHolder);

    /// <summary>Whoever is signed in, here or by another product.</summary>
    public const string SignedIn = nameof(SignedIn);

    /// <summary>The name of the organization's id in the addresses of routes.</summary>
    private const string RouteId = "organization_id";

    private static readonly Dictionary<string, Func<ClaimsPrincipal, HttpContext, bool>> Rules = new(StringComparer.Ordinal)
    {
        [PlatformAdmin] = MayActForPlatform,
        [PlatformReader] = (caller, _) => caller.SeesPlatform(),
        [OrganizationReader] = (caller, request) => MayActForPlatform(caller, request) || RoleAt(request, caller) is not null,
        [OrganizationAdmin] = (caller, request) =>
            MayActForPlatform(caller, request) || RoleAt(request, caller) is MemberRole.Admin or MemberRole.Owner,
        [OrganizationMember] = (caller, request) => IsSignedIn(caller) && RoleAt(request, caller) is not null,
        [OrganizationManager] = (caller, request) =>
            IsSignedIn(caller) && RoleAt(request, caller) is MemberRole.Admin or MemberRole.Owner,
        [StatusWriter] = (caller, _) => caller.IsPlatformAdmin() || caller.HasScope(Scopes.StatusWrite),
        [SubscriptionWriter] = (caller, _) => caller.IsPlatformAdmin() || caller.HasScope(Scopes.SubscriptionsWrite),
        [ReputationWriter] = (caller, _) => caller.HasScope(Scopes.ReputationWrite),
        [OrganizationsWriter] = (caller, request) => MayActForPlatform(caller, request) || caller.HasScope(Scopes.OrganizationsWrite),
        [EventsReader] = (caller, request) => MayActForPlatform(caller, request) || caller.HasScope(Scopes.EventsRead),
        [MailWriter] = (caller, _) => caller.IsPlatformAdmin() || caller.HasScope(Scopes.MailWrite),
        [UpgradeReviewer] = MayActForPlatform,
        [SessionHolder] = (caller, _) => IsSignedIn(caller),
        [SignedIn] = (caller, _) =>
            IsSignedIn(caller) || caller.Identity?.AuthenticationType == SessionAuthentication.Elsewhere,
    };

    public static void Add(AuthorizationOptions options)
    {
        foreach (var (name, rule) in Rules)
        {
            options.AddPolicy(name, policy => policy
                .RequireAuthenticatedUser()
                .RequireAssertion(call => call.Resource is HttpContext request && rule(call.User, request)));
        }

        // What is no route of ours (an unknown address, a wrong method) is not for us to close.
        options.FallbackPolicy = new AuthorizationPolicyBuilder()
            .RequireAssertion(call => call.Resource is HttpContext request && request.GetEndpoint() is not RouteEndpoint)
            .Build();
    }

    private static bool IsSignedIn(ClaimsPrincipal caller) => caller.Identity?.AuthenticationType == SessionAuthentication.SchemeName;

    // HEAD has become GET by now. No GET changes anything.
    private static bool MayActForPlatform(ClaimsPrincipal caller, HttpContext request) =>
        caller.IsPlatformAdmin() || (caller.SeesPlatform() && HttpMethods.IsGet(request.Request.Method));

    // An address that holds no id is nobody's organization; whoever may call anyway learns what is wrong with it.
    private static MemberRole? RoleAt(HttpContext request, ClaimsPrincipal caller) =>
        Uuid.TryParse(request.Request.RouteValues[RouteId] as string, out var organization) ? caller.RoleIn(organization) : null;
}
