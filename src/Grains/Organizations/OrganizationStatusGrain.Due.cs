using Microsoft.Extensions.Logging;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>How an organization wakes: by its durable reminder, by a timer while it is in memory, and by the check of reminders.</summary>
internal sealed partial class OrganizationStatusGrain : IRemindable
{
    // A change moves the reminder's row, and Orleans sees that at its next look, a minute later at most: until then it goes by the old one.
    private static readonly TimeSpan Overlooked = TimeSpan.FromMinutes(2);

    private DueTimer? timer;

    /// <summary>A wake-up, never a fact: Tick decides what is due. One that fails is tried again a period later.</summary>
    async Task IRemindable.ReceiveReminder(string reminderName, TickStatus status)
    {
        var version = committed.Version;
        var reply = await Change(new StatusCommand.Tick(), Call.System);
        if (reply.Failure is { } failure)
        {
            TickFailures.Count(failure);
            LogTickFailed(Organization, failure);
        }
        else if (version == committed.Version)
        {
            WakeFor(Book.NextDue);
            if (Book.RecordedAt is not { } written || clock.GetUtcNow() - written >= Overlooked)
            {
                // Nothing was due: the reminder lags behind the state, from a restored backup or by a hand in the table.
                await Reminder.Arm(Book.NextDue);
            }
        }

        LeaveIfOnlyWoken();
    }

    public async Task<CommandReply> MendReminder()
    {
        var reply = await Change(new StatusCommand.Tick(), Call.System);
        if (reply.Failure is not null)
        {
            return reply;
        }

        try
        {
            await Reminder.Arm(Book.NextDue);
        }
        catch (Exception exception) when (StoreFailures.Of(exception) is not null)
        {
            LogNotArmed(exception, Organization);
            return Replies.Failed(CurrentSnapshot(), StoreFailure.Unavailable);
        }

        LeaveIfOnlyWoken();
        return reply;
    }

    private void WakeFor(DateTimeOffset? due, bool activating = false)
    {
        if (timer is not null || DueTimer.Reaches(due, clock.GetUtcNow()))
        {
            (timer ??= new DueTimer(this, clock, logger)).Set(due, activating);
        }
    }

    // Hundreds of organizations wake in a second, and nobody asks for most of them.
    private void LeaveIfOnlyWoken()
    {
        if (!asked && timer is not { IsSet: true })
        {
            DeactivateOnIdle();
        }
    }

    [LoggerMessage(
        LogLevel.Warning, "Organization {Organization}: what is due could not be settled ({Failure}); it is tried again in a minute")]
    private partial void LogTickFailed(OrganizationId organization, StoreFailure failure);
}
