using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Npgsql;
using StatusLevels.Silo;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Checks.Doctor;

/// <summary>
/// What was found, in a file for whoever helps. Only what is listed here goes in: nothing that a person wrote, and no row of a table.
/// </summary>
internal sealed class DoctorBundle(Installation installation, DatabaseSight sight, Uri url)
{
    // What callers were answered with, by its code.
    private const string Problems = "statuslevels_problems_total";

    private const string Tables = """
        select relname::text, n_live_tup, n_dead_tup, pg_total_relation_size(relid), seq_scan, coalesce(idx_scan, 0),
               coalesce(greatest(last_vacuum, last_autovacuum)::text, 'never')
        from pg_stat_user_tables where schemaname = 'statuslevels' order by relname
        """;

    private const string Server = "select current_setting('server_version'), pg_database_size(current_database())";

    /// <summary>Writes it; a file that is there is replaced.</summary>
    /// <exception cref="StartupException">The file cannot be written.</exception>
    public async Task WriteAsync(string path, CheckReport report, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Create);
            await using var zip = new ZipArchive(file, ZipArchiveMode.Create);
            await AddAsync(zip, "report.json", report.ToJson(), cancellationToken);
            await AddAsync(zip, "report.txt", report.ToText(), cancellationToken);
            await AddAsync(zip, "about.txt", About(), cancellationToken);
            await AddAsync(zip, "database.txt", await DatabaseAsync(cancellationToken), cancellationToken);
            await AddAsync(zip, "problems.txt", await ProblemsAsync(cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException("The bundle could not be written: name a file in a folder that is there and may be written to.", exception);
        }
    }

    private static async Task AddAsync(ZipArchive zip, string name, string text, CancellationToken cancellationToken)
    {
        await using var entry = await zip.CreateEntry(name).OpenAsync(cancellationToken);
        await entry.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    private string About()
    {
        var version = typeof(DoctorBundle).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"StatusLevels {version}\n{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}\n"
            + $"{installation.Around.Clock.GetUtcNow():O}\n\n");
        foreach (var name in OpenSettings.Names)
        {
            if (installation.Configuration[name] is { Length: > 0 } value)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}={Word.Name(value)}\n");
            }
        }

        return text.ToString();
    }

    private async Task<string> DatabaseAsync(CancellationToken cancellationToken)
    {
        if (await sight.FindAsync(cancellationToken) is not { } database)
        {
            return "It could not be reached.\n";
        }

        try
        {
            return await ReadAsync(database, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            return $"It could not be read ({Word.Kind(exception)}).\n";
        }
    }

    private static async Task<string> ReadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var server = database.CreateCommand(Server);
        var text = new StringBuilder(await server.ReadOneAsync(
            static row => string.Create(CultureInfo.InvariantCulture, $"PostgreSQL {row.GetString(0)}, {row.GetInt64(1)} bytes\n\n"),
            cancellationToken));
        text.Append("table, living rows, dead rows, bytes, scans of the whole, scans by index, vacuumed\n");
        await using var tables = database.CreateCommand(Tables);
        var lines = await tables.ReadAllAsync(
            static row => string.Create(
                CultureInfo.InvariantCulture,
                $"{row.GetString(0)}, {row.GetInt64(1)}, {row.GetInt64(2)}, {row.GetInt64(3)}, {row.GetInt64(4)}, {row.GetInt64(5)}, {row.GetString(6)}\n"),
            cancellationToken);
        return text.AppendJoin("", lines).ToString();
    }

    private async Task<string> ProblemsAsync(CancellationToken cancellationToken)
    {
        var address = new UriBuilder(new Uri(url, "metrics"));
        if (int.TryParse(installation.Configuration["METRICS_PORT"], CultureInfo.InvariantCulture, out var port))
        {
            address.Port = port;
        }

        try
        {
            using var http = Surroundings.Http(useProxy: !url.IsLoopback);
            using var question = new HttpRequestMessage(HttpMethod.Get, address.Uri);
            if (installation.Configuration["METRICS_TOKEN"] is { Length: > 0 } token)
            {
                question.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            using var answer = await http.SendAsync(question, cancellationToken);
            return answer.IsSuccessStatusCode
                ? string.Join('\n', Counted(await answer.Content.ReadAsStringAsync(cancellationToken))) + "\n"
                : $"The metrics cannot be read: {(int)answer.StatusCode}.\n";
        }
        catch (Exception exception) when (exception is HttpRequestException or FormatException)
        {
            return $"The metrics cannot be read ({Word.Kind(exception)}).\n";
        }
    }

    private static IEnumerable<string> Counted(string metrics) =>
        metrics.Split('\n').Where(static line => line.StartsWith(Problems, StringComparison.Ordinal));
}
