namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// The server's settings. They are written anew at every start, so a new version of the product brings its own. Errors of single statements
/// are not logged: the product reports them itself, and their texts hold personal data.
/// </summary>
internal static class ServerConfiguration
{
    public const string Access = "local all all scram-sha-256\n";

    public static string Settings(string socketFolder, bool durable) => $"""
        listen_addresses = ''
        unix_socket_directories = '{socketFolder.Replace("'", "''", StringComparison.Ordinal)}'
        unix_socket_permissions = 0700
        port = 5432
        max_connections = 100
        password_encryption = scram-sha-256
        shared_buffers = 128MB
        max_wal_size = 1GB
        fsync = {OnOff(durable)}
        synchronous_commit = on
        full_page_writes = {OnOff(durable)}
        jit = off
        timezone = UTC
        log_timezone = UTC
        lc_messages = C
        datestyle = 'iso, ymd'
        log_min_messages = log
        log_min_error_statement = panic
        log_checkpoints = off
        log_line_prefix = '%m [%p] '

        """;

    private static string OnOff(bool value) => value ? "on" : "off";
}
