using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Mail;

/// <summary>What members want to be written to about.</summary>
internal sealed class MailPreferences(NpgsqlDataSource database)
{
    private const string Find = "select expiry, changes, payments, requests from statuslevels.mail_preferences where organization_id = $1 and user_id = $2";

    private const string Put = """
        insert into statuslevels.mail_preferences (organization_id, user_id, expiry, changes, payments, requests)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (organization_id, user_id) do update
        set (expiry, changes, payments, requests) = (excluded.expiry, excluded.changes, excluded.payments, excluded.requests)
        """;

    /// <summary>What owners are always written to about.</summary>
    public static IReadOnlyList<string> LockedFor(MemberRole role) => role == MemberRole.Owner ? ["expiry", "changes"] : [];

    public async Task<MailPreferencesReply> ReadAsync(
        Guid organization, string user, MemberRole role, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find).With(organization, user);
        var chosen = await command.ReadOneAsync(
            row => new MailCategories(row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3)), cancellationToken);
        var usual = role is MemberRole.Owner or MemberRole.Admin;
        var categories = chosen ?? new MailCategories(usual, usual, usual, usual);
        return new(
            role == MemberRole.Owner ? categories with { Expiry = true, Changes = true } : categories, LockedFor(role));
    }

    public async Task PutAsync(Guid organization, string user, MailCategories chosen, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Put).With(
            organization, user, chosen.Expiry, chosen.Changes, chosen.Payments, chosen.Requests);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
