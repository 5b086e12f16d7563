using Npgsql;
using StatusLevels.Silo.Expiry;
using StatusLevels.Silo.Reminders;

namespace StatusLevels.Api.Checks.Doctor;

/// <summary>What falls due, and whether it is seen to.</summary>
internal sealed class DueChecks(DatabaseSight sight, TimeProvider clock)
{
    private const string Last = "select until from statuslevels.expiry_summaries where finished_at is not null order by day desc limit 1";

    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TooLate = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Daily = TimeSpan.FromHours(26);

    public IEnumerable<Check> All() =>
    [
        sight.After(DoctorRules.Overdue, OverdueAsync),
        sight.After(DoctorRules.Reminders, RemindersAsync),
        sight.After(DoctorRules.Summary, SummaryAsync),
    ];

    private async Task<Finding> OverdueAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var backlog = await new ExpirySummaryReader(database).ReadBacklog(clock.GetUtcNow(), cancellationToken);
        return backlog.Overdue switch
        {
            var overdue when overdue > TooLate => Finding.Fail($"something has been due for {overdue}"),
            var overdue when overdue > Late => Finding.Warn($"something has been due for {overdue}"),
            _ => Finding.Ok($"nothing; something will fall due for {backlog.Armed} organizations"),
        };
    }

    private async Task<Finding> RemindersAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var standing = await ReminderStanding.ReadAsync(database, clock, cancellationToken);
        return standing.Lagging > 0
            ? Finding.Fail($"{standing.Lagging} of {standing.Compared} that fall due soon have none, or a late one")
            : Finding.Ok($"{standing.Compared} fall due soon, and each has one");
    }

    private async Task<Finding> SummaryAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Last);
        if (await command.ExecuteScalarAsync(cancellationToken) is not DateTime until)
        {
            return Finding.Ok($"there is none yet");
        }

        var age = clock.GetUtcNow() - new DateTimeOffset(until, TimeSpan.Zero);
        return age > Daily ? Finding.Warn($"the last one ended {age} ago") : Finding.Ok($"the last one ended {age} ago");
    }
}
