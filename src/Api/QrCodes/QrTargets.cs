using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.QrCodes;

/// <summary>Where a code leads.</summary>
/// <param name="Id">The QR code.</param>
/// <param name="OrganizationId">Whose passport it leads to.</param>
/// <param name="Counts">Whether scans of it are recorded.</param>
internal sealed record QrTarget(Guid Id, Guid OrganizationId, bool Counts);

/// <summary>Code → where it leads, remembered for 10 s.</summary>
internal sealed class QrTargets(NpgsqlDataSource database, TimeProvider time)
{
    private const int MostKept = 50_000;

    private const string Find =
        "select id, organization_id, is_active and deleted_at is null from statuslevels.qr_codes where code = $1";

    private readonly BriefMemory<string, QrTarget> known = new(time, MostKept, (code, cancellationToken) =>
        LoadAsync(database, code, cancellationToken));

    /// <summary>Null: there is no such code.</summary>
    public ValueTask<QrTarget?> FindAsync(string code, CancellationToken cancellationToken) => known.GetAsync(code, cancellationToken);

    /// <summary>Codes of this organization were changed. Call it after the commit.</summary>
    public void Forget(Guid organization) => known.ForgetWhere(target => target.OrganizationId == organization);

    private static async Task<QrTarget?> LoadAsync(NpgsqlDataSource database, string code, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find).With(code);
        return await command.ReadOneAsync(row => new QrTarget(row.GetGuid(0), row.GetGuid(1), row.GetBoolean(2)), cancellationToken);
    }
}
