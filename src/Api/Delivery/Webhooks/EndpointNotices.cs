using System.Globalization;
using System.Text.Json;
using Npgsql;
using StatusLevels.Api.Mail;
using StatusLevels.Api.WebhookEndpoints;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>
/// Tells the owner of an endpoint by mail, each once: after a day of failures, 24 hours before it is disabled, and when it was. A success
/// begins anew.
/// </summary>
internal sealed class EndpointNotices(EndpointMail mail)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // Which of the three is the latest to be told now; only a later one than was told.
    private const string Next = """
        with due as (
            select id, failing_since, disabled_at,
                   case when disabled_at is not null then 3
                        when failing_since + $3 - $4 <= $2 then 2
                        when failing_since + $4 <= $2 then 1
                        else 0 end as step
            from statuslevels.webhook_endpoints where id = $1)
        update statuslevels.webhook_endpoints as e
        set notices = due.step
        from due
        where e.id = due.id and e.notices < due.step
        returning due.step, due.failing_since, due.disabled_at
        """;

    private static readonly string[] Letters = [MailLetters.EndpointFailing, MailLetters.EndpointEnding, MailLetters.EndpointDisabled];

    /// <summary>Writes the mail down that is due, in the transaction of the failure.</summary>
    public async Task TellAsync(
        NpgsqlTransaction transaction, WebhookTarget target, string? error, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var next = transaction.Command(Next).With(target.Id, now, WebhookOutcomes.LongestFailure, Day);
        if (await next.ReadOneAsync(Read, cancellationToken) is not { } due)
        {
            return;
        }

        var details = JsonSerializer.Serialize(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["endpoint_id"] = target.Id.ToString("D", CultureInfo.InvariantCulture),
            ["url"] = EndpointRules.Masked(target.Url.AbsoluteUri),
            ["failing_since"] = Instants.Write(due.FailingSince ?? now),
            ["date"] = Instants.Write(due.DisabledAt ?? ((due.FailingSince ?? now) + WebhookOutcomes.LongestFailure)),
            ["error"] = error,
        });
        if (mail.Command(target.Id, Letters[due.Step - 1], details) is not { } insert)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { insert } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Due Read(NpgsqlDataReader row) => new(row.GetInt32(0), row.InstantOrNull(1), row.InstantOrNull(2));

    private sealed record Due(int Step, DateTimeOffset? FailingSince, DateTimeOffset? DisabledAt);
}
