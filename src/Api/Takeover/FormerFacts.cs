using System.Collections.Immutable;
using System.Globalization;

namespace StatusLevels.Api.Takeover;

/// <summary>
/// Says in the words of the rules what the rows of an organization say. What is odd about them is told, and what cannot be said left out.
/// QR codes and scans are no facts of the account.
/// </summary>
/// <param name="organization">Whose they are.</param>
/// <param name="isAccepted">Whether a person let a level in.</param>
/// <param name="now">The time.</param>
/// <param name="tell">Hears what is odd.</param>
internal sealed class FormerFacts(
    FormerOrganization organization, Func<StatusLevel, bool> isAccepted, DateTimeOffset now, Action<Oddity> tell)
{
    private readonly List<ShownLevel> levels = [];

    /// <summary>What is shown there now, the badge with it.</summary>
    public IEnumerable<ShownLevel> Shown => levels.Where(level => level.IsShown);

    /// <summary>The levels that only a person lets in.</summary>
    public IReadOnlySet<StatusLevel> Guarded { get; private set; } = new HashSet<StatusLevel>();

    public StatusCommand.Import Read()
    {
        ReadLevels();
        var history = ReadHistory();
        Guarded = levels
            .Where(level => level.Level != StatusLevel.A || level is { IsShown: true, CanUseBadge: false })
            .Select(level => level.Level)
            .Concat(history.Select(fact => fact.Level).Where(level => level != StatusLevel.A))
            .ToHashSet();
        bool Counts(StatusLevel level) => !Guarded.Contains(level) || isAccepted(level);
        return new StatusCommand.Import
        {
            Facts = [.. history.Where(fact => Counts(fact.Level))],
            Holdings = [.. levels.Where(level => Counts(level.Level)).Select(level => level.Holding)],
            Subscriptions = ReadSubscriptions(),
            Requests = ReadRequests(),
        };
    }

    private void ReadLevels()
    {
        foreach (var row in organization.Of(FormerTable.Levels))
        {
            if (!Words.TryParse<StatusLevel>(row.Text("level", 8), out var level))
            {
                Tell(OddityRules.UnknownLevel, row, row.Text("level", 80));
                continue;
            }

            var granted = row.Instant("granted_at", Tell) ?? row.Instant("created_at", Tell);
            if (granted is null || granted > now)
            {
                Tell(granted is null ? OddityRules.UnreadableInstant : OddityRules.InstantInFuture, row, "granted_at");
                continue;
            }

            var isActive = row.Flag("is_active", missing: false);
            var end = row.Instant("valid_until", Tell);
            levels.Add(new ShownLevel(
                level, isActive, row.Flag("can_use_badge", missing: true), row.Id,
                new ImportedHolding(
                    level, granted.Value, row.Person("granted_by"), end, row.Instant("last_verified_at", Tell),
                    row.Text("subscription_id", TextLengths.OutsideId), row.Text("notes", TextLengths.Notes),
                    isActive ? null : Earliest(end, row.Instant("updated_at", Tell)) ?? granted)));
        }

        // The newest first: the rules take the first one that is shown.
        levels.Sort((left, right) => right.Holding.GrantedAt.CompareTo(left.Holding.GrantedAt));
        foreach (var again in Shown.GroupBy(level => level.Level).SelectMany(same => same.Skip(1)).ToArray())
        {
            tell(new(OddityRules.TwoActive, Name, again.Level, again.Row));
            levels[levels.IndexOf(again)] =
                again with { IsShown = false, Holding = again.Holding with { EndedAt = again.Holding.GrantedAt } };
        }

        foreach (var over in Shown.Where(level => level.Holding.ValidUntil <= now))
        {
            tell(new(OddityRules.PastItsEnd, Name, over.Level, over.Row, Theirs: Text(over.Holding.ValidUntil)));
        }
    }

    private List<ImportedFact> ReadHistory()
    {
        var facts = new List<ImportedFact>();
        foreach (var row in organization.Of(FormerTable.History))
        {
            if (!Words.TryParse<StatusLevel>(row.Text("level", 8), out var level))
            {
                Tell(OddityRules.UnknownLevel, row, row.Text("level", 80));
            }
            else if (!Words.TryParse<HistoryAction>(row.Text("action", 40), out var action))
            {
                Tell(OddityRules.UnknownAction, row, row.Text("action", 80));
            }
            else if (row.Instant("created_at", Tell) is not { } at)
            {
                Tell(OddityRules.UnreadableInstant, row, "created_at");
            }
            else if (at > now)
            {
                Tell(OddityRules.InstantInFuture, row, Text(at));
            }
            else
            {
                facts.Add(new ImportedFact(
                    row.Id, level, action, at, row.Person("performed_by"), row.Text("reason", TextLengths.Reason),
                    row.Text("ip_address", 64), row.Text("user_agent", TextLengths.UserAgent)));
            }
        }

        TellOfWhatDoesNotMatch(facts);
        return facts;
    }

    private void TellOfWhatDoesNotMatch(List<ImportedFact> facts)
    {
        foreach (var level in Shown.Where(level => !facts.Exists(fact => fact.Level == level.Level)))
        {
            tell(new(OddityRules.LevelWithoutHistory, Name, level.Level, level.Row));
        }

        foreach (var level in facts.Select(fact => fact.Level).Distinct().Where(level => !levels.Exists(row => row.Level == level)))
        {
            tell(new(OddityRules.HistoryWithoutLevel, Name, level));
        }
    }

    private ImmutableArray<ImportedSubscription> ReadSubscriptions()
    {
        var subscriptions = ImmutableArray.CreateBuilder<ImportedSubscription>();
        foreach (var row in organization.Of(FormerTable.Subscriptions))
        {
            var word = row.Text("status", 40);
            if (row.Id is not { } id || !Words.TryParse<SubscriptionStatus>(word is "cancelled" ? "canceled" : word, out var status))
            {
                Tell(OddityRules.UnknownStatus, row, word);
                continue;
            }

            var graceEnds = row.Instant("grace_period_ends_at", Tell);
            if (graceEnds <= now && status is SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid
                && Shown.Any(level => level.Level == StatusLevel.A && level.Holding.SubscriptionId == id))
            {
                tell(new(OddityRules.GraceNeverEnded, Name, StatusLevel.A, id, Theirs: Text(graceEnds)));
            }

            subscriptions.Add(
                new(
                    id, status, Math.Clamp(row.Number("grace_period_days", 14, Tell), 0, 90), graceEnds,
                    row.Instant("next_billing_date", Tell)));
        }

        return subscriptions.ToImmutable();
    }

    private ImmutableArray<ImportedRequest> ReadRequests()
    {
        var requests = new List<ImportedRequest>();
        foreach (var row in organization.Of(FormerTable.Requests))
        {
            if (!Uuid.TryParse(row.Id, out var id))
            {
                Tell(OddityRules.NotUuid, row, null);
            }
            else if (!Words.TryParse<StatusLevel>(row.Text("target_level", 8), out var level) || level == StatusLevel.A)
            {
                Tell(OddityRules.UnknownLevel, row, row.Text("target_level", 80));
            }
            else if (!Words.TryParse<UpgradeRequestStatus>(row.Text("status", 40), out var status))
            {
                Tell(OddityRules.UnknownStatus, row, row.Text("status", 80));
            }
            else if (row.Instant("requested_at", Tell) is not { } at || at > now)
            {
                Tell(OddityRules.InstantInFuture, row, "requested_at");
            }
            else
            {
                var request = new UpgradeRequest(
                    id, level, row.Text("message", TextLengths.Message),
                    [.. row.Texts("evidence_urls", TextLengths.Url).Take(ListLengths.EvidenceUrls)], row.Person("requested_by"), at);
                requests.Add(new(
                    request, status, row.Person("reviewed_by"), row.Instant("reviewed_at", Tell),
                    row.Text("review_notes", TextLengths.Notes), row.Text("rejection_reason", TextLengths.Reason)));
            }
        }

        // The newest pending one stays.
        var pending = requests.Where(request => request.Status == UpgradeRequestStatus.Pending).OrderByDescending(
            request => request.Request.RequestedAt);
        foreach (var older in pending.Skip(1).ToArray())
        {
            tell(new(OddityRules.TwoPending, Name, older.Request.Level, older.Request.Id.ToString()));
            requests.Remove(older);
        }

        return [.. requests];
    }

    private string Name => organization.Id.ToString();

    private void Tell(string rule, FormerRow row, string? detail) => tell(new(rule, Name, null, row.Id, $"{row.Table.Name}: {detail}"));

    private static string? Text(DateTimeOffset? instant) => instant?.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Earliest(DateTimeOffset? left, DateTimeOffset? right) => left is null || right < left ? right : left;
}

/// <summary>A level as the product that is replaced has it.</summary>
internal sealed record ShownLevel(StatusLevel Level, bool IsShown, bool CanUseBadge, string? Row, ImportedHolding Holding);
