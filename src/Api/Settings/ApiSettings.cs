using System.Net;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Mail;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Settings;

/// <summary>What an operator sets for the HTTP face. Read and validated once, at start, by <see cref="SettingsReader"/>.</summary>
internal sealed record ApiSettings
{
    /// <summary>What <see cref="DataDirectory"/> is when nobody says.</summary>
    public const string StandardDataDirectory = ".data";

    /// <summary>A developer's machine: cookies travel over http, missing secrets are generated.</summary>
    public required bool IsDevelopment { get; init; }

    /// <summary><c>PORT</c>: the HTTP port; 0 takes a free one.</summary>
    public required int Port { get; init; }

    /// <summary><c>LISTEN_ADDRESS</c>: null listens on the loopback addresses in development and on all addresses elsewhere.</summary>
    public required IPAddress? ListenAddress { get; init; }

    /// <summary><c>DATA_DIR</c>: where generated keys live, as a full path.</summary>
    public required string DataDirectory { get; init; }

    /// <summary><c>SESSION_COOKIE_NAME</c>.</summary>
    public required string SessionCookieName { get; init; }

    /// <summary>
    /// <c>SESSION_SECRET_KEY</c>: keys of at least 32 bytes. The first one signs the session cookie, each of them verifies it.
    /// </summary>
    public required IReadOnlyList<byte[]> SessionKeys { get; init; }

    /// <summary><c>OIDC_AUTHORITY</c> and <c>SUPABASE_URL</c>: whose tokens are believed.</summary>
    public required IReadOnlyList<TokenIssuer> TokenIssuers { get; init; }

    /// <summary>The other product whose sessions are believed; null: none is.</summary>
    public required IntrospectionSettings? Introspection { get; init; }

    /// <summary>
    /// <c>OIDC_CLIENT_ID</c> and <c>OIDC_CLIENT_SECRET</c>: people sign in with that issuer; null: only with accounts of ours.
    /// </summary>
    public required OidcClient? OidcClient { get; init; }

    /// <summary><c>SUPABASE_SERVICE_ROLE_KEY</c>: a bearer equal to it is a service with every scope.</summary>
    public required string? SupabaseServiceRoleKey { get; init; }

    /// <summary><c>PAYMENTS_WEBHOOK_SECRETS</c>: what payment providers sign webhooks with.</summary>
    public required IReadOnlyList<byte[]> WebhookSecrets { get; init; }

    /// <summary><c>PAYMENTS_UNKNOWN_STATUS</c>: a status that nobody knows changes nothing, instead of being refused.</summary>
    public required bool IgnoresUnknownStatuses { get; init; }

    /// <summary>
    /// <c>WEBHOOK_ALLOWED_NETWORKS</c>: networks of the operator's own that endpoints of the platform may be in.
    /// </summary>
    public required IReadOnlyList<IPNetwork> WebhookNetworks { get; init; }

    /// <summary>
    /// <c>WEBHOOK_SIGNING_KEY</c>: seeds of Ed25519 keys that events are signed with, the newest first; empty: none is given.
    /// </summary>
    public required IReadOnlyList<byte[]> WebhookSigningSeeds { get; init; }

    /// <summary>
    /// <c>LOG_SIGNING_KEY</c>: the seed of the Ed25519 key that checkpoints of the public log are signed with; null: none is given.
    /// </summary>
    public required byte[]? LogSigningSeed { get; init; }

    /// <summary><c>LOG_WITNESSES</c>: who is asked to sign each checkpoint of the public log, too.</summary>
    public required IReadOnlyList<LogWitness> LogWitnesses { get; init; }

    /// <summary><c>CREDENTIAL_KEYS</c>: what credentials are signed with, and were; null: none are given.</summary>
    public required CredentialKeys? CredentialKeys { get; init; }

    /// <summary><c>ADMIN_EMAIL</c> and <c>ADMIN_PASSWORD</c>: the first platform admin.</summary>
    public required string? AdminEmail { get; init; }

    public required string? AdminPassword { get; init; }

    /// <summary><c>CORS_ORIGINS</c>: the origins of front ends that live elsewhere, in the browser's spelling.</summary>
    public required IReadOnlyList<string> CorsOrigins { get; init; }

    /// <summary><c>PUBLIC_BASE_URL</c>: where callers find this product; null means that requests tell.</summary>
    public required Uri? PublicBaseUrl { get; init; }

    /// <summary><c>REPORT_URL</c>: where buyers report a level that is misused; null: nowhere.</summary>
    public required Uri? ReportUrl { get; init; }

    /// <summary><c>TRUSTED_PROXIES</c>: the networks whose <c>X-Forwarded-*</c> headers count.</summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    /// <summary><c>METRICS_PORT</c>: where <c>/metrics</c> is, and nothing else that callers need; null: no port of its own.</summary>
    public required int? MetricsPort { get; init; }

    /// <summary><c>METRICS_TOKEN</c>: the bearer that whoever reads <c>/metrics</c> has to show; null: none.</summary>
    public required string? MetricsToken { get; init; }

    /// <summary><c>SIGN_IN_PER_MINUTE</c>: tries to sign in, for an address, an account in a network, a known device.</summary>
    public required int SignInPerMinute { get; init; }

    /// <summary>How much callers may ask for, and how much one node takes on at once.</summary>
    public required TrafficLimits Limits { get; init; }

    /// <summary>How mail leaves, if it does.</summary>
    public required MailSettings Mail { get; init; }

    /// <summary>Where callers find what this product has at a path of its own; null means that requests tell.</summary>
    /// <param name="path">With a slash in front.</param>
    public Uri? PublicAddressOf(string path) => PublicBaseUrl is { } own ? new Uri($"{own.AbsoluteUri.TrimEnd('/')}{path}") : null;
}
