using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>
/// The thin shell around <see cref="StatusBook"/>: decide, write everything in one transaction, the reminder with it, answer.
/// What is read is the last committed state; memory changes only with a successful write.
/// </summary>
[GrainType(StorageNames.GrainType)]
internal sealed partial class OrganizationStatusGrain(
    [PersistentState(StorageNames.OrganizationStatus, StorageNames.Provider)] IPersistentState<OrganizationDocument> store,
    StatusLevelCatalog catalog,
    TimeProvider clock,
    IStatusHistory history,
    LocalSnapshots shown,
    ILogger<OrganizationStatusGrain> logger) : Grain, IOrganizationStatusGrain
{
    private static readonly TimeSpan StayUntouched = TimeSpan.FromSeconds(2);

    private OrganizationDocument committed = new();
    private bool changing;
    private bool leaving;
    private bool asked;

    private OrganizationId Organization => new(this.GetPrimaryKey());

    private StatusBook Book => committed.Book ?? StatusBook.Empty(Organization);

    private DueReminder Reminder => new(this, clock);

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        committed = store.State;
        await base.OnActivateAsync(cancellationToken);
        WakeFor(Book.NextDue, activating: true);
    }

    public Task<CommandReply> Grant(StatusCommand.Grant command, Call call) => Execute(command, call);

    public Task<CommandReply> Renew(StatusCommand.Renew command, Call call) => Execute(command, call);

    public Task<CommandReply> Verify(Call call) => Execute(new StatusCommand.Verify(), call);

    public Task<CommandReply> Revoke(StatusCommand.Revoke command, Call call) => Execute(command, call);

    public Task<CommandReply> ChangeSubscription(StatusCommand.ChangeSubscription command, Call call) => Execute(command, call);

    public Task<CommandReply> RequestUpgrade(StatusCommand.RequestUpgrade command, Call call) => Execute(command, call);

    public Task<CommandReply> ReviewUpgrade(StatusCommand.ReviewUpgrade command, Call call) => Execute(command, call);

    public Task<CommandReply> CancelUpgrade(StatusCommand.CancelUpgrade command, Call call) => Execute(command, call);

    public Task<CommandReply> ReportReputation(StatusCommand.ReportReputation command, Call call) => Execute(command, call);

    public Task<CommandReply> Tick(Call call) => Execute(new StatusCommand.Tick(), call);

    public Task<CommandReply> Import(StatusCommand.Import command, Call call) => Execute(command, call);

    public Task<CommandReply> Forget(Call call) => Execute(new StatusCommand.Forget(), call);

    private async Task<CommandReply> Execute(StatusCommand command, Call call)
    {
        asked = true;
        changing = true;
        try
        {
            return await Change(command, call);
        }
        finally
        {
            changing = false;
            LeaveIfUntouched();
        }
    }

    private async Task<CommandReply> Change(StatusCommand command, Call call)
    {
        if (call.ExpectedVersion is { } expected && expected != committed.Version)
        {
            return Replies.Failed(CurrentSnapshot(), StoreFailure.VersionMismatch);
        }

        var before = Book;
        var context = Context(call);
        var decision = before.Decide(command, context, catalog);
        var now = Instant.Truncate(context.Now);
        if (decision.Events.IsEmpty)
        {
            return Replies.Of(CurrentSnapshot(), decision, now);
        }

        // The first answer and its replay are one: it is made before the write that keeps it.
        var reply = Replies.Of(StatusSnapshot.Of(committed.Version + 1, decision.Book.At(now, catalog), now, catalog), decision, now);

        var happened = KeyRow.OfEvent(EventKey.Of(Organization, command), reply);
        var document = Projector.Document(committed.Version + 1, decision, Reminder.Row, KeyRow.Of(call.Key, reply), happened);
        if (await Write(document) is { } failure)
        {
            return Replies.Failed(CurrentSnapshot(), failure);
        }

        ServiceProvider.GetRequiredService<NoticeMetrics>().Count(decision);
        if (document.Projection is { Outbox.Length: > 0 })
        {
            ServiceProvider.GetRequiredService<OutboxSignal>().Raise();
        }

        Show(reply.Status);
        return reply;
    }

    private async Task<StoreFailure?> Write(OrganizationDocument document)
    {
        try
        {
            store.State = document;
            await store.WriteStateAsync();
            // What went to the tables has no more to do here.
            store.State = committed = document with { Projection = null };
            Hide();
            WakeFor(Book.NextDue);
            return null;
        }
        catch (Exception exception)
        {
            store.State = committed;
            var known = StoreFailures.Of(exception);
            if (known is StoreFailure.KeyTaken or StoreFailure.KeyInProgress)
            {
                // The organization itself is as it was.
                return known;
            }

            if (!StoreFailures.WasNotSent(exception))
            {
                // Whatever the table holds now, this memory is not the place to ask.
                isDropped = true;
                Hide();
                DeactivateOnIdle();
            }

            if (known is not { } failure)
            {
                throw;
            }

            LogWriteFailed(exception, Organization, failure);
            return failure;
        }
    }

    private CommandContext Context(Call call) => new(
        call.Actor, clock.GetUtcNow(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), call.IpAddress, call.UserAgent);

    // Any UUID is an organization: asking for one must not keep it in memory. It does not leave with the answer, though: calls that
    // wait would be passed on from one short-lived activation to the next until they are turned away.
    private void LeaveIfUntouched()
    {
        if (committed.Version == 0 && !leaving)
        {
            leaving = true;
            _ = LeaveSoon();
        }
    }

    // Upkeep of memory, like Orleans's own: the time that passes for organizations has no part in it. While its first change is
    // under way it stays: the next read would wait for an activation that waits for the change.
    private async Task LeaveSoon()
    {
        do
        {
            await Task.Delay(StayUntouched, TimeProvider.System);
        }
        while (changing && committed.Version == 0);

        if (committed.Version == 0)
        {
            DeactivateOnIdle();
        }
    }

    [LoggerMessage(LogLevel.Error, "Organization {Organization}: a change was not written ({Failure})")]
    private partial void LogWriteFailed(Exception exception, OrganizationId organization, StoreFailure failure);

    [LoggerMessage(LogLevel.Warning, "Organization {Organization}: its reminder could not be moved")]
    private partial void LogNotArmed(Exception exception, OrganizationId organization);
}
