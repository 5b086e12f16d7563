using System.Collections.Immutable;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Organizations;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Pages.Admin.Expiring;

/// <summary>
/// Makes one request for each level that was chosen, one after the other, as if each were sent by itself: with a key of its own, on the
/// condition of what was seen. Sent again it does what is left.
/// </summary>
internal sealed class BulkChanges(
    IGrainFactory grains, CommandSender commands, RequestKeys keys, OrganizationNames names, TimeProvider clock)
{
    /// <summary>After that nothing new is begun: whoever waits for the page learns what is left.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <summary>How the levels that were chosen stand now.</summary>
    public async Task<BulkPreview> PreviewAsync(BulkChange change, CancellationToken cancellationToken)
    {
        var lines = ImmutableArray.CreateBuilder<PreviewLine>(change.Chosen.Length);
        foreach (var chosen in change.Chosen)
        {
            var status = await grains.OrganizationStatus(chosen.Organization).GetStatus().WaitAsync(cancellationToken);
            lines.Add(new(chosen with { Version = status.Version }, status.LevelOf(chosen.Level)));
        }

        return new(change.What, lines.DrainToImmutable(), await NamesOf(change, cancellationToken));
    }

    public async Task<BulkResult> RunAsync(BulkChange change, HttpContext context)
    {
        var began = clock.GetTimestamp();
        var lines = ImmutableArray.CreateBuilder<BulkLine>(change.Chosen.Length);
        foreach (var chosen in change.Chosen)
        {
            lines.Add(clock.GetElapsedTime(began) < Longest
                ? await RunAsync(change, chosen, context)
                : new(chosen, BulkOutcome.NotBegun));
        }

        return new(change, lines.DrainToImmutable(), await NamesOf(change, context.RequestAborted));
    }

    private async Task<BulkLine> RunAsync(BulkChange change, ChosenLevel chosen, HttpContext context)
    {
        var command = change.CommandFor(chosen);
        try
        {
            var part = keys.ReadPart(context, chosen.Organization, chosen.Name, $"{chosen}\0{command}");
            var (reply, problem) = await commands.SendPart(chosen.Organization, context, command, part, chosen.Version!.Value);
            return problem is null
                ? new(chosen, BulkOutcome.Done) { Held = reply.Status.LevelOf(chosen.Level) }
                : Failed(chosen, problem);
        }
        catch (Exception exception) when (ExceptionProblems.FromWrite(exception) is { } problem)
        {
            return Failed(chosen, problem);
        }
    }

    // What was not begun, or whose outcome nobody knows, can be sent again under the same key.
    private static BulkLine Failed(ChosenLevel chosen, Problem problem) =>
        new(chosen, problem.Code.Status is 503 ? BulkOutcome.Unknown : BulkOutcome.Refused) { Problem = problem };

    private Task<IReadOnlyDictionary<Guid, string>> NamesOf(BulkChange change, CancellationToken cancellationToken) =>
        names.OfAsync(change.Chosen.Select(chosen => chosen.Organization.Value), cancellationToken);
}

/// <summary>What would be changed.</summary>
internal sealed record BulkPreview(
    BulkAction What, ImmutableArray<PreviewLine> Lines, IReadOnlyDictionary<Guid, string> Names);

/// <summary>A level that would be changed.</summary>
/// <param name="Chosen">Which, with the version that is shown.</param>
/// <param name="Held">How it stands; null when it is no longer held.</param>
internal sealed record PreviewLine(ChosenLevel Chosen, LevelSnapshot? Held);

/// <summary>What became of a change.</summary>
internal sealed record BulkResult(BulkChange Change, ImmutableArray<BulkLine> Lines, IReadOnlyDictionary<Guid, string> Names)
{
    public int Done => Lines.Count(line => line.Outcome == BulkOutcome.Done);

    public int Refused => Lines.Count(line => line.Outcome == BulkOutcome.Refused);

    /// <summary>What can be sent again.</summary>
    public IEnumerable<ChosenLevel> Left =>
        Lines.Where(line => line.Outcome is BulkOutcome.NotBegun or BulkOutcome.Unknown).Select(line => line.Chosen);
}

internal enum BulkOutcome
{
    Done,
    Refused,

    /// <summary>The database or the organization could not be reached, or nobody knows what came of it.</summary>
    Unknown,

    /// <summary>The time was up.</summary>
    NotBegun,
}

/// <summary>What became of one level.</summary>
internal sealed record BulkLine(ChosenLevel Chosen, BulkOutcome Outcome)
{
    /// <summary>Why it was refused.</summary>
    public Problem? Problem { get; init; }

    /// <summary>How it stands after it was done; null when it is gone.</summary>
    public LevelSnapshot? Held { get; init; }
}
