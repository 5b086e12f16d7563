using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Mail;

/// <summary>
/// What the node that sends mail does beside it, once a minute: old links and addresses of strangers go, admins get the summary of the day,
/// and it is counted whom nobody could tell.
/// </summary>
internal sealed class MailUpkeep(NpgsqlDataSource database, MailSettings settings, TimeProvider time)
{
    private const string RemoveLinks = """
        delete from statuslevels.mail_links
        where token_hash in (select token_hash from statuslevels.mail_links where expires_at <= $1 order by expires_at limit 500)
        """;

    // The address of somebody who has no account here: kept as long as links of an hour are counted.
    private const string RemoveAsked = """
        delete from statuslevels.deliveries
        where letter = 'reset' and user_id is null and status = 'cancelled' and created_at <= $1
        """;

    // Whoever is no member any more is not written to.
    private const string RemoveStrangers = """
        delete from statuslevels.known_addresses as a
        where not exists (select from statuslevels.organization_members as m where m.user_id = a.user_id)
        """;

    private const string Summaries = """
        insert into statuslevels.deliveries (channel, letter, recipient, capacity, user_id, details, created_at, next_attempt_at)
        select 'mail', 'daily_summary', u.email, 'user', u.id::text,
               jsonb_build_object('day', s.day, 'since', to_jsonb(s.since), 'until', to_jsonb(s.until), 'raised', s.raised, 'late', s.late,
                                  'superseded', s.superseded, 'due_next', s.due_next), $1, $1
        from statuslevels.expiry_summaries as s
        join statuslevels.users as u on u.platform_role = 'platform_admin' and u.disabled_at is null
        where s.finished_at > $1 - interval '1 day'
          and not exists (
              select from statuslevels.deliveries as d
              where d.letter = 'daily_summary' and d.user_id = u.id::text and d.details ->> 'day' = s.day::text)
        """;

    private const string Count = """
        select (select count(*) from statuslevels.untold_notices where fanned_out_at > $1 - interval '1 day'),
               (select count(*) from statuslevels.failing_addresses)
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private (long Untold, long Failing)? counted;
    private DateTimeOffset due;

    /// <summary>How many notices of a day reached nobody, and how many addresses fail.</summary>
    public async Task<(long Untold, long Failing)?> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < due)
        {
            return counted;
        }

        due = now + Pause;
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(RemoveLinks).With(now));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(RemoveAsked).With(now - AccountMail.LinksSpan));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(RemoveStrangers));
        if (settings.DailySummary)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Summaries).With(now));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await using var command = database.CreateCommand(Count).With(now);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return counted = (row.GetInt64(0), row.GetInt64(1));
    }
}
