using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Tests;

/// <summary>
/// What the tables must hold of one organization, worked out from its state and from everything that ever happened to it, without the code
/// that fills them. A row is its columns by name, as text.
/// </summary>
internal sealed class ExpectedTables(OrganizationId id)
{
    private readonly List<HistoryEntry> entries = [];
    private readonly List<Outgoing> outgoing = [];
    private readonly Dictionary<Guid, Dictionary<string, string?>> requests = [];
    private readonly Dictionary<Notice, Dictionary<string, string?>> notices = [];
    private long written;

    public void Add(Decision decision)
    {
        written += decision.Events.IsEmpty ? 0 : 1;
        foreach (var happened in decision.Events)
        {
            if (happened is StatusEvent.OrganizationForgotten)
            {
                entries.Clear();
                outgoing.Clear();
                requests.Clear();
                notices.Clear();
            }

            if (happened.Entry is { } entry)
            {
                entries.Add(entry);
            }

            if (happened.OutboxType is not null)
            {
                outgoing.Add(new(happened, written, After(decision.Book, written)));
            }

            Note(happened, decision.Book.Epoch);
        }
    }

    public Dictionary<string, string?>[] RowsOf(string table, StatusBook book, long version) => table switch
    {
        "organization_status" => [Status(book, version)],
        "organization_status_levels" => [.. Levels(book)],
        "organization_subscriptions" =>
            [.. book.Subscriptions.Select(subscription => Subscription(subscription, book.A?.ClaimOf(subscription.Id)))],
        "status_upgrade_requests" => [.. requests.Values],
        "organization_status_history" => [.. entries.Select(entry => Entry(entry, book.Epoch))],
        "expiry_notices" => [.. notices.Values],
        "outbox" => [.. outgoing.Select((sent, index) => Event(sent, index + 1, book.Epoch))],
        "notifications" =>
        [
            .. outgoing.Select((sent, index) => (sent.Happened, Row: Event(sent, index + 1, book.Epoch)))
                .Where(told => told.Happened is not StatusEvent.OrganizationForgotten && !IsQuiet(told.Happened))
                .Select(told => Notification(told.Row)),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(table), table, null),
    };

    private static bool IsQuiet(StatusEvent happened) =>
        happened is StatusEvent.LevelEnded { Quiet: true } or StatusEvent.LevelAtRisk { Notify: false };

    private static string? Text(object? value) => value switch
    {
        null => null,
        DateTimeOffset instant => Instant.Format(instant),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static Dictionary<string, string?> Row(params (string Column, object? Value)[] columns) =>
        columns.ToDictionary(column => column.Column, column => Text(column.Value), StringComparer.Ordinal);

    private Dictionary<string, string?> Status(StatusBook book, long version)
    {
        var at = book.RecordedAt!.Value;
        StatusLevel? current = book.Counts(StatusLevel.C, at) ? StatusLevel.C
            : book.Counts(StatusLevel.B, at) ? StatusLevel.B
            : book.Counts(StatusLevel.A, at) ? StatusLevel.A
            : null;
        return Row(
            ("organization_id", id), ("epoch", book.Epoch), ("version", version), ("current_level", current?.ToString() ?? "0"),
            ("counts_until", current is { } level ? book.CountsUntil(level) : null), ("next_due", book.NextDue),
            ("in_grace", book.A is { } a && a.Claims.Any(claim => claim.Kind == ClaimKind.Grace)),
            ("level_c_blocked", book.AutomaticCBlocked),
            ("last_sequence", entries.Count), ("head_hash", entries.LastOrDefault()?.Hash), ("outbox_number", outgoing.Count),
            ("forgotten_at", book.ForgottenAt), ("forgotten_leaves", 0L), ("recorded_at", at), ("metrics_as_of", book.Metrics?.AsOf),
            ("reported_at", book.Metrics?.ReportedAt),
            ("review_count", book.Metrics?.ReviewCount), ("response_rate", book.Metrics?.ResponseRate),
            ("avg_response_hours", book.Metrics?.AvgResponseHours), ("public_cases", book.Metrics?.PublicCases));
    }

    private IEnumerable<Dictionary<string, string?>> Levels(StatusBook book)
    {
        if (book.A is { } a)
        {
            var last = a.LatestClaim;
            yield return Level(
                StatusLevel.A, a.Id, last.Kind == ClaimKind.Grace ? "grace" : "active", a.GrantedAt, a.GrantedBy, a.Notes,
                validUntil: last.Kind == ClaimKind.Grace ? null : last.EndsAt, countsUntil: last.EndsAt,
                graceEndsAt: last.Kind == ClaimKind.Grace ? last.EndsAt : null, subscription: last.SubscriptionId);
        }

        if (book.B is { } b)
        {
            yield return Level(
                StatusLevel.B, b.Id, b.SuspendedAt is null ? "active" : "suspended", b.GrantedAt, b.GrantedBy, b.Notes,
                validUntil: b.ValidUntil, countsUntil: b.ValidUntil, verifiedAt: b.LastVerifiedAt, suspendedAt: b.SuspendedAt,
                restorableUntil: b.RestorableUntil, subscription: b.SubscriptionId);
        }

        if (book.C is { } c)
        {
            DateTimeOffset?[] ends = [book.B?.ValidUntil, c.AtRiskUntil];
            yield return Level(
                StatusLevel.C, c.Id, c.SuspendedAt is null ? "active" : "suspended", c.GrantedAt, c.GrantedBy, c.Notes,
                countsUntil: ends.Min(), suspendedAt: c.SuspendedAt, atRiskUntil: c.AtRiskUntil, onJudgement: c.OnJudgement);
        }
    }

    private Dictionary<string, string?> Level(
        StatusLevel level, Guid holding, string state, DateTimeOffset grantedAt, Actor grantedBy, string? notes,
        DateTimeOffset? validUntil = null,
        DateTimeOffset? countsUntil = null, DateTimeOffset? verifiedAt = null, DateTimeOffset? graceEndsAt = null,
        DateTimeOffset? suspendedAt = null,
        DateTimeOffset? restorableUntil = null, DateTimeOffset? atRiskUntil = null, bool onJudgement = false,
        string? subscription = null) => Row(
        ("organization_id", id), ("level", level), ("id", holding), ("state", state), ("granted_at", grantedAt),
        ("granted_by_kind", Words.Of(grantedBy.Kind)), ("granted_by", grantedBy.Id), ("valid_from", grantedAt), ("valid_until", validUntil),
        ("counts_until", countsUntil), ("last_verified_at", verifiedAt), ("grace_ends_at", graceEndsAt), ("suspended_at", suspendedAt),
        ("restorable_until", restorableUntil), ("at_risk_until", atRiskUntil), ("on_judgement", onJudgement),
        ("subscription_id", subscription),
        ("notes", notes));

    private Dictionary<string, string?> Subscription(Subscription subscription, Claim? claim) => Row(
        ("organization_id", id), ("subscription_id", subscription.Id),
        ("status", subscription.Status is { } status ? Words.Of(status) : null),
        ("claim", claim is null ? "none" : Words.Of(claim.Kind)), ("claim_ends_at", claim?.EndsAt),
        ("grace_ends_at", claim?.Kind == ClaimKind.Grace ? claim.EndsAt : null), ("current_period_end", subscription.CurrentPeriodEnd),
        ("occurred_at", subscription.OccurredAt), ("blocked", subscription.Blocked));

    private Dictionary<string, string?> Entry(HistoryEntry entry, int epoch) => Row(
        ("organization_id", id), ("epoch", epoch), ("sequence", entry.Sequence), ("id", entry.Id), ("level", entry.Level),
        ("action", Words.Of(entry.Action)), ("reason", entry.Reason), ("actor_kind", Words.Of(entry.Actor.Kind)),
        ("actor_id", entry.Actor.Id),
        ("effective_at", entry.EffectiveAt), ("recorded_at", entry.RecordedAt), ("levels_after", string.Join(',', entry.LevelsAfter)),
        // The canonical text is written by other code than the one that fills the table.
        ("metadata", Canonical(entry).GetProperty("metadata").GetRawText()),
        ("canonical", entry.Canonical), ("previous_hash", entry.PreviousHash), ("hash", entry.Hash),
        ("personal", entry.Personal is null ? null : Personal(entry.Personal)));

    private static JsonElement Canonical(HistoryEntry entry) => JsonDocument.Parse(entry.Canonical).RootElement;

    private static string Personal(PersonalFields personal)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["salt"] = personal.Salt,
            ["reason"] = personal.Reason,
            ["notes"] = personal.Notes,
            ["ip"] = personal.Ip,
            ["user_agent"] = personal.UserAgent,
        };
        return JsonSerializer.Serialize(fields.Where(field => field.Value is not null).ToDictionary());
    }

    /// <summary>What those outside are told of the whole of it: as it was after the write.</summary>
    private string After(StatusBook book, long version) => JsonSerializer.Serialize(new
    {
        current_level = Status(book, version)["current_level"],
        version,
        levels = Levels(book).Select(level => new
        {
            level = level["level"],
            state = level["state"],
            valid_until = level["valid_until"],
            grace_ends_at = level["grace_ends_at"],
        }),
    });

    private Dictionary<string, string?> Event(Outgoing sent, long number, int epoch)
    {
        var happened = sent.Happened;
        var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["organization_id"] = id.ToString() };
        switch (happened)
        {
            case StatusEvent.NoticeRaised { Notice: var notice }:
                (data["level"], data["point"], data["ends_at"], data["due_at"], data["subscription_id"]) =
                    (Text(notice.Level), notice.Point, Text(notice.EndsAt), Text(notice.DueAt), notice.SubscriptionId);
                data["days_left"] = (int)Math.Ceiling((notice.EndsAt - happened.RecordedAt).TotalDays);
                data["valid_until"] = notice.SubscriptionId is null ? Text(notice.EndsAt) : null;
                break;
            case StatusEvent.UpgradeRequested { Request: var request }:
                (data["level"], data["request_id"]) = (Text(request.Level), Text(request.Id));
                break;
            case StatusEvent.UpgradeClosed { Closed: var closed }:
                (data["level"], data["request_id"], data["rejection_reason"], data["comment"], data["sequence"]) =
                    (Text(closed.Request.Level), Text(closed.Request.Id), closed.RejectionReason, closed.Comment, closed.GrantSequence);
                break;
            case StatusEvent.OrganizationForgotten:
                (data["epoch"], data["forgotten_at"]) = (epoch, Text(happened.RecordedAt));
                break;
            default:
                var entry = happened.Entry!;
                (data["level"], data["action"], data["sequence"], data["reason"], data["effective_at"]) =
                    (
                        Text(entry.Level), Words.Of(entry.Action), entry.Sequence, entry.Reason ?? entry.Personal?.Reason,
                        Text(entry.EffectiveAt));
                (data["valid_until"], data["grace_ends_at"], data["at_risk_until"], data["subscription_id"]) =
                    (
                        Text(entry.Metadata.ValidUntil), Text(entry.Metadata.GraceEndsAt), Text(entry.Metadata.AtRiskUntil),
                        entry.Metadata.SubscriptionId);
                DateTimeOffset?[] ends =
                    [entry.Metadata.ValidUntil, entry.Metadata.GraceEndsAt, entry.Metadata.AtRiskUntil, entry.Metadata.RestorableUntil];
                if (ends.FirstOrDefault(instant => instant is not null) is { } end)
                {
                    (data["ends_at"], data["days_left"]) = (
                        Text(end), (int)Math.Max(0, Math.Ceiling((end - happened.RecordedAt).TotalDays)));
                }

                data["quiet"] = IsQuiet(happened) ? true : null;
                break;
        }

        return Row(
            ("organization_id", id), ("epoch", epoch), ("number", number), ("id", $"{id}/{epoch}/{number}"), ("type", happened.OutboxType),
            ("time", happened.RecordedAt),
            ("data", JsonSerializer.Serialize(data.Where(member => member.Value is not null).ToDictionary())),
            ("version", sent.Version), ("status", sent.Status), ("position", null), ("delivered_at", null));
    }

    private static Dictionary<string, string?> Notification(Dictionary<string, string?> outgoing)
    {
        var data = JsonDocument.Parse(outgoing["data"]!).RootElement;
        var epoch = int.Parse(outgoing["epoch"]!, CultureInfo.InvariantCulture);
        var number = long.Parse(outgoing["number"]!, CultureInfo.InvariantCulture);
        var key = $"{Guid.Parse(outgoing["organization_id"]!):N}{epoch:x8}{number:x16}";
        var name = Convert.ToHexStringLower(SHA256.HashData(Convert.FromHexString(key)))[..32];
        return Row(
            ("organization_id", outgoing["organization_id"]), ("epoch", outgoing["epoch"]), ("number", outgoing["number"]),
            ("id", Guid.Parse($"{name[..12]}8{name[13..16]}a{name[17..]}")), ("type", outgoing["type"]),
            (
                "metadata",
                JsonSerializer.Serialize(
                    new
                    {
                        level = Member("level"),
                        days_left = Member("days_left"),
                        valid_until = Member("valid_until"),
                        expiry_date = Member("ends_at")
                    })));

        JsonElement? Member(string name) => data.TryGetProperty(name, out var member) ? member : null;
    }

    private void Note(StatusEvent happened, int epoch)
    {
        switch (happened)
        {
            case StatusEvent.UpgradeRequested { Request: var request }:
                requests[request.Id] = Request(request, "pending", null);
                break;
            case StatusEvent.UpgradeClosed { Closed: var closed }:
                requests[closed.Request.Id] = Request(closed.Request, Words.Of(closed.Status), closed);
                break;
            case StatusEvent.NoticesPlanned planned:
                foreach (var notice in planned.Notices)
                {
                    notices[notice] = Row(
                        ("organization_id", id), ("epoch", epoch), ("kind", Words.Of(notice.Kind)), ("level", notice.Level),
                        ("ends_at", notice.EndsAt),
                        ("point", notice.Point), ("schedule", notice.Schedule), ("subscription_id", notice.SubscriptionId),
                        ("due_at", notice.DueAt),
                        ("raised_at", null), ("outcome", "pending"), ("settled_at", null));
                }

                break;
            case StatusEvent.NoticeRaised { Notice: var notice }:
                Settle(notice, "raised", happened.RecordedAt);
                notices[notice]["raised_at"] = Text(happened.RecordedAt);
                break;
            case StatusEvent.NoticeSuperseded { Notice: var notice }:
                Settle(notice, "superseded", happened.RecordedAt);
                break;
            case StatusEvent.NoticeCancelled { Notice: var notice }:
                Settle(notice, "cancelled", happened.RecordedAt);
                break;
        }
    }

    private void Settle(Notice notice, string outcome, DateTimeOffset at) =>
        (notices[notice]["outcome"], notices[notice]["settled_at"]) = (outcome, Text(at));

    private Dictionary<string, string?> Request(UpgradeRequest request, string status, ClosedUpgradeRequest? closed) => Row(
        ("organization_id", id), ("id", request.Id), ("target_level", request.Level), ("status", status), ("message", request.Message),
        ("evidence_urls", string.Join(',', request.EvidenceUrls)), ("requested_by", request.RequestedBy.Id),
        ("requested_at", request.RequestedAt),
        ("closed_at", closed?.At), ("reviewed_by", closed?.By.Id), ("review_notes", closed?.Notes),
        ("rejection_reason", closed?.RejectionReason),
        ("granted_entry_sequence", closed?.GrantSequence), ("comment", closed?.Comment));

    private sealed record Outgoing(StatusEvent Happened, long Version, string Status);
}
