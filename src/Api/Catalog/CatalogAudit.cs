using System.Text.Json;
using StatusLevels.Api.Audit;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Catalog;

/// <summary>
/// Notes at start that the level catalog is another one than at the last start: it is changed by configuration, not by a request.
/// </summary>
internal sealed class CatalogAudit(AuditedChanges changes, StatusLevelCatalog catalog)
{
    private const string SubjectId = "level_catalog";

    // Any constant will do, as long as it stays the same.
    private const long CatalogLock = 0x736C_6361_7461_6C31;

    private const string Last = """
        select after::text, after = $1
        from statuslevels.admin_audit
        where subject_kind = 'catalog' and subject_id = 'level_catalog' and action = 'catalog.changed'
        order by id desc
        limit 1
        """;

    /// <summary>Adds a row when the catalog differs from the one noted last; of nodes that start at once one does.</summary>
    public async Task RecordAsync(CancellationToken cancellationToken)
    {
        var current = JsonSerializer.Serialize(AuditedCatalog.Of(catalog), ApiJson.Options);
        await changes.RunAsync<string>(
            AuditOrigin.System,
            async change =>
            {
                await change.LockAsync(CatalogLock);
                var (before, isSame) = await LastAsync(change, current);
                if (!isSame)
                {
                    await change.AppendAsync(new(AuditActions.CatalogChanged, AuditSubjects.Catalog, SubjectId, before, current));
                }

                return (current, null);
            },
            cancellationToken);
    }

    private static async Task<(string? Before, bool IsSame)> LastAsync(AuditedChange change, string current)
    {
        await using var command = change.Command(Last, SqlValue.Json(current));
        await using var row = await command.ExecuteReaderAsync(change.CancellationToken);
        return await row.ReadAsync(change.CancellationToken) ? (row.GetString(0), row.GetBoolean(1)) : (null, false);
    }
}

/// <summary>A step of the start, once the host is built.</summary>
internal static class CatalogAuditAtStart
{
    public static Task RecordCatalogAsync(this WebApplication app, CancellationToken cancellationToken) =>
        app.Services.GetRequiredService<CatalogAudit>().RecordAsync(cancellationToken);
}
