using System.Collections.Immutable;
using System.Diagnostics;
using Orleans.Concurrency;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>
/// One organization: the levels it holds, its history and what is due. Changes run one at a time; reads see committed state only
/// and never wait for a change.
/// </summary>
/// <remarks>
/// A change is either refused (<see cref="CommandReply.Refusal"/>), not written (<see cref="CommandReply.Failure"/>) or durable when
/// the call returns: state, history, read model and outbox are one transaction.
/// An organization that is not in memory is read first. While it cannot be read, every call fails with an <see cref="OrleansException"/>;
/// the reason is among its inner exceptions: a <see cref="NewerSchemaException"/>, or what the database driver threw.
/// </remarks>
[Alias("StatusLevels.IOrganizationStatusGrain")]
public interface IOrganizationStatusGrain : IGrainWithGuidKey
{
    /// <summary>
    /// The status as it is now, whether or not a Tick has run. Leaves no trace of an organization that was never touched.
    /// </summary>
    [AlwaysInterleave, Alias("GetStatus")]
    Task<StatusSnapshot> GetStatus();

    /// <summary>A page of the history, newest first, from the table.</summary>
    [AlwaysInterleave, Alias("GetHistory")]
    Task<HistoryPage> GetHistory(HistoryQuery query, CancellationToken cancellationToken = default);

    /// <summary>What was held at an instant that is past, from the table.</summary>
    [AlwaysInterleave, Alias("GetStatusAt")]
    Task<PastStatus> GetStatusAt(DateTimeOffset at);

    /// <summary>What will happen and when, if nothing else happens first; in order of time.</summary>
    [AlwaysInterleave, Alias("GetTimeline")]
    Task<ImmutableArray<DueItem>> GetTimeline();

    /// <summary>Gives a level. Refused: <c>level_already_active</c>, <c>automatic_granting_blocked</c>, <c>valid_until_in_past</c>,
    /// <c>valid_until_too_far</c>, <c>level_c_requires_b</c>, <c>level_c_never_expires</c>, <c>gone</c>.</summary>
    [Alias("Grant")]
    Task<CommandReply> Grant(StatusCommand.Grant command, Call call);

    /// <summary>Moves the end of a level to a later date. Refused: <c>level_not_active</c>, <c>level_c_never_expires</c>,
    /// <c>valid_until_required</c>, <c>valid_until_in_past</c>, <c>valid_until_not_later</c>, <c>valid_until_too_far</c>.</summary>
    [Alias("Renew")]
    Task<CommandReply> Renew(StatusCommand.Renew command, Call call);

    /// <summary>Records that B was verified again. Refused: <c>level_not_active</c>.</summary>
    [Alias("Verify")]
    Task<CommandReply> Verify(Call call);

    /// <summary>Takes a level away. Refused: <c>level_not_active</c>.</summary>
    [Alias("Revoke")]
    Task<CommandReply> Revoke(StatusCommand.Revoke command, Call call);

    /// <summary>Reports what happened to a subscription; <see cref="CommandReply.Subscription"/> says what it did. An event that is known
    /// by its id changes nothing: it gets the first answer, or fails with <see cref="StoreFailure.KeyTaken"/> when newer ones have
    /// come since. Refused: <c>occurred_at_in_future</c>, <c>valid_until_too_far</c>.</summary>
    [Alias("ChangeSubscription")]
    Task<CommandReply> ChangeSubscription(StatusCommand.ChangeSubscription command, Call call);

    /// <summary>Asks for B or C. Refused: <c>upgrade_request_pending</c>, <c>level_already_active</c>, <c>level_c_requires_b</c>,
    /// <c>upgrade_request_too_soon</c>, <c>gone</c>.</summary>
    [Alias("RequestUpgrade")]
    Task<CommandReply> RequestUpgrade(StatusCommand.RequestUpgrade command, Call call);

    /// <summary>Answers an upgrade request. Refused: <c>upgrade_request_not_found</c>, <c>upgrade_request_closed</c>,
    /// <c>rejection_reason_required</c>, and whatever a grant refuses.</summary>
    [Alias("ReviewUpgrade")]
    Task<CommandReply> ReviewUpgrade(StatusCommand.ReviewUpgrade command, Call call);

    /// <summary>Takes an upgrade request back. Refused: <c>upgrade_request_not_found</c>, <c>upgrade_request_closed</c>,
    /// <c>too_many_cancellations</c>.</summary>
    [Alias("CancelUpgrade")]
    Task<CommandReply> CancelUpgrade(StatusCommand.CancelUpgrade command, Call call);

    /// <summary>Reports the metrics that decide about C. Refused: <c>metrics_out_of_range</c>, <c>as_of_in_future</c>.</summary>
    [Alias("ReportReputation")]
    Task<CommandReply> ReportReputation(StatusCommand.ReportReputation command, Call call);

    /// <summary>Settles what is due now. Harmless at any time.</summary>
    [Alias("Tick")]
    Task<CommandReply> Tick(Call call);

    /// <summary>
    /// Settles what is due now and sets the reminder to the next due instant, whatever it was set to. Harmless at any time.
    /// </summary>
    [Alias("MendReminder")]
    Task<CommandReply> MendReminder();

    /// <summary>
    /// Takes over what another product knows of the organization; one that is forgotten stays so. The version that is expected says
    /// whether anybody else has written.
    /// </summary>
    [Alias("Import")]
    Task<CommandReply> Import(StatusCommand.Import command, Call call);

    /// <summary>Erases the organization; a tombstone stays.</summary>
    [Alias("Forget")]
    Task<CommandReply> Forget(Call call);
}

/// <summary>Which call carries which command.</summary>
public static class CommandCalls
{
    /// <summary>Sends a command by the call that carries it.</summary>
    public static Task<CommandReply> Send(this IOrganizationStatusGrain organization, StatusCommand command, Call call) => command switch
    {
        StatusCommand.Grant grant => organization.Grant(grant, call),
        StatusCommand.Renew renew => organization.Renew(renew, call),
        StatusCommand.Verify => organization.Verify(call),
        StatusCommand.Revoke revoke => organization.Revoke(revoke, call),
        StatusCommand.ChangeSubscription change => organization.ChangeSubscription(change, call),
        StatusCommand.RequestUpgrade request => organization.RequestUpgrade(request, call),
        StatusCommand.ReviewUpgrade review => organization.ReviewUpgrade(review, call),
        StatusCommand.CancelUpgrade cancel => organization.CancelUpgrade(cancel, call),
        StatusCommand.ReportReputation report => organization.ReportReputation(report, call),
        StatusCommand.Tick => organization.Tick(call),
        StatusCommand.Import import => organization.Import(import, call),
        StatusCommand.Forget => organization.Forget(call),
        _ => throw new UnreachableException($"No call carries {command}."),
    };
}

/// <summary>Typed addressing of the grains.</summary>
public static class GrainAddresses
{
    /// <summary>The grain's type, for ever: every reminder's row carries it. Orleans would derive it from the name of the class.</summary>
    public const string OrganizationStatusType = "organizationstatus";

    private static readonly GrainType OrganizationStatusGrain = GrainType.Create(OrganizationStatusType);

    /// <summary>
    /// The grain of this organization, by its full name: who asks need not have heard from a silo which grains there are.
    /// </summary>
    public static IOrganizationStatusGrain OrganizationStatus(this IGrainFactory grains, OrganizationId organization) =>
        grains.GetGrain<IOrganizationStatusGrain>(
            GrainId.Create(OrganizationStatusGrain, GrainIdKeyExtensions.CreateGuidKey(organization.Value)));
}
