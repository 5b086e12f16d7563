using System.Runtime.CompilerServices;
using Npgsql;
using StatusLevels.Silo;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Takeover;

/// <summary>Reads the database of the product that is replaced, whichever of its tables and columns are there.</summary>
internal sealed class FormerDatabase
{
    private const string Columns = """
        select named.relname::text, format_type(a.atttypid, null)
        from pg_class as named
        join pg_attribute as a on a.attrelid = named.oid and a.attnum > 0 and not a.attisdropped
        where named.relnamespace = 'public'::regnamespace and named.relkind in ('r', 'p') and named.relname = $1 and a.attname = $2
        """;

    // Of an event that names no visitor nobody knows whether it was the first of the day.
    private const string Scans = """
        select lower(e.qr_code_id::text), (e.occurred_at at time zone 'UTC')::date, count(*), {0}
        from public.qr_events as e
        where lower(e.qr_code_id::text) = any ($1) and e.occurred_at >= '1970-01-01' and e.occurred_at <= now()
        group by 1, 2
        """;

    private readonly string connectionString;
    private readonly Dictionary<FormerTable, string> keyTypes;
    private readonly string? scans;

    private FormerDatabase(string connectionString, Dictionary<FormerTable, string> keyTypes, string? scans)
    {
        this.connectionString = connectionString;
        this.keyTypes = keyTypes;
        this.scans = scans;
    }

    /// <summary>Whether it counted scans of QR codes one by one.</summary>
    public bool HasScans => scans is not null;

    /// <summary>Tables that are missing, or do not name an organization.</summary>
    public IEnumerable<FormerTable> Missing => FormerTable.All.Where(table => !keyTypes.ContainsKey(table));

    // As text an id may be spelled in either case.
    private string AllIds => string.Join(
        " union ", keyTypes.Keys.Select(table => $"select lower({table.Key}::text) as id from public.{table.Name} where {table.Key} is not null"));

    /// <exception cref="StartupException">It is not a database of that product.</exception>
    public static async Task<FormerDatabase> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        var types = new Dictionary<FormerTable, string>();
        foreach (var table in FormerTable.All)
        {
            if (await TypeOfAsync(connection, table.Name, table.Key, cancellationToken) is { } type)
            {
                types.Add(table, type);
            }
        }

        if (!types.Keys.Any(table => table.IsOfLevels))
        {
            throw new StartupException("The database has no table of levels, history or requests in public: it is not that of the product which is replaced, or its place was taken already (--switch).");
        }

        var occurredAt = await TypeOfAsync(connection, "qr_events", "occurred_at", cancellationToken);
        var isCounted = occurredAt?.StartsWith("timestamp", StringComparison.Ordinal) == true
            && await TypeOfAsync(connection, "qr_events", "qr_code_id", cancellationToken) is not null;
        var visitors = await TypeOfAsync(connection, "qr_events", "ip_hash", cancellationToken) is null
            ? "count(*)"
            : "count(distinct e.ip_hash)";
        return new FormerDatabase(
            connectionString, types, isCounted ? Scans.Replace("{0}", visitors, StringComparison.Ordinal) : null);
    }

    private static async Task<string?> TypeOfAsync(
        NpgsqlConnection connection, string table, string column, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Columns, connection).With(table, column);
        return await command.ReadOneAsync(row => row.GetString(1), cancellationToken);
    }

    /// <summary>How many organizations it knows.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"select count(*)::integer from ({AllIds}) as named", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // In order; those that are no UUID, too.
    private async IAsyncEnumerable<string> IdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"select id from ({AllIds}) as named order by id", connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            yield return row.GetString(0);
        }
    }

    /// <summary>The organizations, so many at a time.</summary>
    /// <param name="size">How many.</param>
    /// <param name="leftOut">Hears of names that are no UUID.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    public async IAsyncEnumerable<IReadOnlyList<OrganizationId>> PagesAsync(
        int size, Action<string> leftOut, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = new List<OrganizationId>(size);
        await foreach (var name in IdsAsync(cancellationToken))
        {
            if (!OrganizationId.TryParse(name, null, out var id))
            {
                leftOut(name);
                continue;
            }

            page.Add(id);
            if (page.Count == size)
            {
                yield return page;
                page = [];
            }
        }

        if (page.Count > 0)
        {
            yield return page;
        }
    }

    /// <summary>All rows of these organizations.</summary>
    public async Task<IReadOnlyList<FormerOrganization>> ReadAsync(
        IReadOnlyCollection<OrganizationId> organizations, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        var found = organizations.ToDictionary(id => id, id => new FormerOrganization(id));
        var ids = organizations.Select(id => id.Value).ToArray();
        foreach (var (table, type) in keyTypes)
        {
            // As text it would be read from end to end for every page.
            var wanted = type == "uuid" ? $"t.{table.Key} = any ($1)" : $"lower(t.{table.Key}::text) = any ($1::text[])";
            await using var command =
                new NpgsqlCommand($"select t.{table.Key}::text, to_jsonb(t)::text from public.{table.Name} as t where {wanted}", connection)
                    .With(ids);
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                if (OrganizationId.TryParse(row.GetString(0), null, out var id) && found.TryGetValue(id, out var organization))
                {
                    organization.Add(new FormerRow(table, row.GetString(1)));
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>How often these QR codes were scanned, day by day.</summary>
    public async Task<IReadOnlyList<FormerScans>> ReadScansAsync(IReadOnlyCollection<Guid> codes, CancellationToken cancellationToken)
    {
        if (scans is null || codes.Count == 0)
        {
            return [];
        }

        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(scans, connection).With(SqlValue.Texts([.. codes.Select(code => code.ToString())]));
        return await command.ReadAllAsync(
            row => new FormerScans(
                Guid.Parse(row.GetString(0)), row.GetFieldValue<DateOnly>(1), row.GetInt64(2), Math.Min(row.GetInt64(2), row.GetInt64(3))),
            cancellationToken);
    }
}

/// <summary>The scans of a QR code on a day, UTC.</summary>
internal sealed record FormerScans(Guid Code, DateOnly Day, long Scans, long Visitors);
