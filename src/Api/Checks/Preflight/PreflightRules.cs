namespace StatusLevels.Api.Checks.Preflight;

/// <summary>What is looked at before the start.</summary>
internal static class PreflightRules
{
    public static readonly CheckRule Settings = new(
        "SL-101", "settings", "every setting can be used", "Correct the setting that the sentence names; docs/operations.md lists them all.");

    public static readonly CheckRule Secrets = new(
        "SL-102", "secrets", "secrets were made by chance", "Make each by chance, for example with 'openssl rand -base64 48', and set it on every node.");

    public static readonly CheckRule Environment = new(
        "SL-103", "environment", "the environment is Production", "Leave ASPNETCORE_ENVIRONMENT out, or set it to Production: Development is for one's own machine.");

    public static readonly CheckRule DataFolder = new(
        "SL-104", "data folder", "DATA_DIR is a folder that this user may write to", "Make the folder, or give it to the user who runs the product, or name another one.");

    public static readonly CheckRule Disk = new(
        "SL-105", "disk", "at least 1 GiB is free where DATA_DIR is", "Make room: docs/operations.md, 'A full disk'.");

    public static readonly CheckRule Ports = new(
        "SL-106", "ports", "PORT and METRICS_PORT are free", "Stop the other program, or set another port. A product that runs already has them: then ask doctor.");

    public static readonly CheckRule Cluster = new(
        "SL-107", "cluster", "this node can join its cluster", "Set what the sentence names, the same on every node: docs/cluster.md.");

    public static readonly CheckRule Database = new(
        "SL-111", "database", "PostgreSQL 15 or later answers, writes, and keeps UTF-8", "Correct DATABASE_URL, or start the database, or let this machine through to it.");

    public static readonly CheckRule Migrations = new(
        "SL-112", "migrations", "the database has the schema of this version", "Run 'migrate' as the owner, before the nodes are replaced.");

    public static readonly CheckRule Rights = new(
        "SL-113", "rights", "the product's role may do what the product does, and change no schema",
        "As the owner: GRANT statuslevels_runtime TO the role of DATABASE_URL; give the owner to MIGRATIONS_DATABASE_URL.");

    public static readonly CheckRule Connections = new(
        "SL-114", "connections", "the server allows both pools of a node, and a few more",
        "Raise max_connections (100 for each node and 20), or set 'Maximum Pool Size' in DATABASE_URL.");

    public static readonly CheckRule Clock = new(
        "SL-115", "clock", "this machine and the database agree on the time within 2 s", "Let both follow an NTP server, and look again.");

    public static readonly CheckRule Pooler = new(
        "SL-116", "pooler", "through a transaction pooler the role has the search path of the product",
        "Run ALTER ROLE … SET search_path = statuslevels as the owner, and reconnect the pooler.");

    public static readonly CheckRule Owner = new(
        "SL-117", "owner", "MIGRATIONS_DATABASE_URL names the owner of the schema", "Name the role that owns the schema, and the database itself, not a pooler.");

    public static readonly CheckRule Mail = new(
        "SL-121", "mail server", "the mail server takes a connection as protected as it has to be, and the sign-in",
        "Correct SMTP_URL: host, port, starttls, user and password, percent-encoded; docs/mail.md.");

    public static readonly CheckRule Issuer = new(
        "SL-122", "issuer", "the issuer of tokens shows the keys that it signs with",
        "Correct OIDC_AUTHORITY or SUPABASE_URL, and let this machine call it. While it is away its users cannot sign in.");

    public static readonly CheckRule Introspection = new(
        "SL-123", "introspection", "the product whose sessions are believed says that nobody is signed in",
        "Correct SESSION_INTROSPECTION_URL: asked without a cookie it answers 401, 403 or JSON, and does not lead elsewhere.");

    public static readonly CheckRule PublicAddress = new(
        "SL-124", "public address", "PUBLIC_BASE_URL is https, with a certificate that is good for two weeks more",
        "Renew the certificate, or correct the name; before the proxy runs nobody answers there yet.");

    public static readonly CheckRule SigningKey = new(
        "SL-125", "signing keys", "events, the public log and credentials are signed with keys of the product's own",
        "Set WEBHOOK_SIGNING_KEY, LOG_SIGNING_KEY and CREDENTIAL_KEYS (as 2026:key) each to what 'openssl rand -base64 32' prints, the same on every node.");

    public static readonly CheckRule Dkim = new(
        "SL-126", "DKIM", "the public key of the mails' signature is in the DNS", "Publish the TXT record <DKIM_SELECTOR>._domainkey.<DKIM_DOMAIN>: docs/mail.md.");

    public static readonly CheckRule Heartbeat = new(
        "SL-127", "heartbeat", "whoever listens for the sign of life can be reached",
        "Correct HEARTBEAT_URL, or let this machine call it.");
}
