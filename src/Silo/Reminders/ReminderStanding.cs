using Npgsql;

namespace StatusLevels.Silo.Reminders;

/// <summary>How many reminders were compared with what is due soon, and how many of them would come late or never.</summary>
/// <param name="Compared">Of these organizations something is due.</param>
/// <param name="Lagging">These would not be woken in time.</param>
public sealed record ReminderStanding(int Compared, int Lagging)
{
    /// <summary>The same comparison that the product makes every minute, once, for somebody who looks from outside.</summary>
    public static async Task<ReminderStanding> ReadAsync(NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var (options, reminders) = (new ReminderCheckOptions(), new LaggingReminders(database));
        var soon = await reminders.ReadStepAsync(WalkPosition.Start, clock.GetUtcNow() + options.Near, options.Step, cancellationToken);
        var suspects = soon.Where(found => found.Lags(options.Tolerance)).Select(found => found.Organization).ToArray();
        if (suspects.Length == 0)
        {
            return new(soon.Count, 0);
        }

        // One in the middle of its way is not late yet.
        await Task.Delay(options.SecondLook, clock, cancellationToken);
        var again = await reminders.ReadAsync(suspects, cancellationToken);
        return new(soon.Count, again.Count(found => found.Lags(options.Tolerance)));
    }
}
