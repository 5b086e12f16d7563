namespace StatusLevels.Api.Checks.Doctor;

/// <summary>What is looked at while the product runs.</summary>
internal static class DoctorRules
{
    public static readonly CheckRule Product = new(
        "SL-201", "product", "/readyz says that this node can serve", "Look at the log of the node; name another address with --url.");

    public static readonly CheckRule Database = new(
        "SL-202", "database", "the database of the product answers and writes", "Start the database, or correct DATABASE_URL: docs/runbook.md.");

    public static readonly CheckRule Migrations = new(
        "SL-203", "migrations", "the database has the schema of this version", "Run 'migrate' of the version that runs; a newer database asks for the newer program.");

    public static readonly CheckRule Clock = new(
        "SL-204", "clock", "this machine and the database agree on the time within 2 s", "Let both follow an NTP server, and look again.");

    public static readonly CheckRule Nodes = new(
        "SL-205", "nodes", "every node of the cluster was heard of in the last 10 minutes", "Look for the node that fell silent: docs/cluster.md.");

    public static readonly CheckRule Overdue = new(
        "SL-211", "overdue", "what falls due is settled within a minute", "Look whether nodes run and answer, and at the log; docs/reminders.md.");

    public static readonly CheckRule Reminders = new(
        "SL-212", "reminders", "whatever falls due soon has a reminder that is in time", "Nodes mend this every minute: look whether one runs, then look again.");

    public static readonly CheckRule Summary = new(
        "SL-213", "daily summary", "the notices of yesterday are summed up", "Look at the log of the nodes around 02:00 UTC.");

    public static readonly CheckRule Events = new(
        "SL-221", "events", "events are numbered and fanned out within a minute", "Look whether a node runs with DELIVERY on, and at its log.");

    public static readonly CheckRule Held = new(
        "SL-222", "delivery", "mail and webhooks are sent from this database", "If this is the product that is to send: 'resume'; docs/delivery.md.");

    public static readonly CheckRule Waiting = new(
        "SL-223", "webhooks", "events for endpoints that answer leave within five minutes", "Look whether a node runs with DELIVERY on, at its log, and at max_in_flight of the endpoint.");

    public static readonly CheckRule Failing = new(
        "SL-224", "failing endpoints", "every endpoint took the last event", "Look at its deliveries in /admin/webhooks; its owner is told by mail.");

    public static readonly CheckRule Disabled = new(
        "SL-225", "disabled endpoints", "the product has given up no endpoint", "Once the receiver works again: enable it in /admin/webhooks, and what it missed is sent.");

    public static readonly CheckRule Unreadable = new(
        "SL-226", "endpoint secrets", "every secret opens with a key in SESSION_SECRET_KEY", "List the key that was removed, or rotate the secrets of these endpoints.");

    public static readonly CheckRule Mails = new(
        "SL-231", "mail", "mails leave within a quarter of an hour", "Look at /admin/mail and at the log: the mail server refuses, or is away.");

    public static readonly CheckRule Untold = new(
        "SL-232", "untold notices", "every notice of the last day had somebody to be told", "Give these organizations a contact: /admin/expiring?untold=true.");

    public static readonly CheckRule Addresses = new(
        "SL-233", "failing addresses", "mail arrives at 19 of 20 contacts", "Look at /admin/mail: have contacts changed, or confirmed anew.");

    public static readonly CheckRule ReadModel = new(
        "SL-241", "read model", "lists and pages tell what the organizations themselves hold", "Stop writing by hand. Tell the makers, with the output of --all --json.");

    public static readonly CheckRule Histories = new(
        "SL-242", "histories", "the hashes of every history add up", "Somebody changed a history by hand: compare it with a backup; docs/history-format.md.");

    public static readonly CheckRule Connections = new(
        "SL-251", "connections", "a tenth of the connections is free", "Raise max_connections, or lower 'Maximum Pool Size' in DATABASE_URL.");

    public static readonly CheckRule Vacuum = new(
        "SL-252", "vacuum", "dead rows are cleared away", "Look whether autovacuum runs, and for transactions that never end: pg_stat_activity.");

    public static readonly CheckRule Indexes = new(
        "SL-253", "indexes", "every index can be used", "As the owner: REINDEX INDEX CONCURRENTLY the index that is named.");

    public static readonly CheckRule Slots = new(
        "SL-254", "replication slots", "no replication slot is left behind: it keeps all of the log",
        "Let its reader come back, or drop it: select pg_drop_replication_slot(…).");

    public static readonly CheckRule Backups = new(
        "SL-255", "backups", "the newest backup is younger than 26 hours", "Run 'backup' every day; docs/operations.md, 'Backup and restore'.");

    public static readonly CheckRule Statements = new(
        "SL-256", "slow statements", "no transaction has been open for longer than a minute",
        "Look at it in pg_stat_activity: somebody who forgot a transaction, or a statement that waits; select pg_terminate_backend(pid) ends it.");
}
