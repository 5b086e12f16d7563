using System.Globalization;
using System.Text;

namespace StatusLevels.Grains.Domain;

/// <summary>
/// Writes the canonical text of an entry, format <c>statuslevels-history/1</c>: one JSON object without white space, members in the
/// order below, absent metadata left out, strings escaped as RFC 8785 has it, instants with three digits of milliseconds and Z,
/// decimals without exponent or trailing zeros. The format is for ever; another one gets another number.
/// </summary>
internal static class CanonicalEntry
{
    public const string Format = "statuslevels-history/1";

    public static string Write(OrganizationId organization, int epoch, HistoryEntry entry)
    {
        var json = new CanonicalObject()
            .Add("format", Format)
            .Add("organization_id", organization.ToString())
            .Add("epoch", (long)epoch)
            .Add("sequence", entry.Sequence)
            .Add("id", entry.Id.ToString("D"))
            .Add("level", entry.Level.ToString())
            .Add("action", Words.Of(entry.Action))
            .AddNullable("reason", entry.Reason)
            .Add("actor_kind", Words.Of(entry.Actor.Kind))
            .AddNullable("actor_id", entry.Actor.Id)
            .Add("effective_at", Instant.Format(entry.EffectiveAt))
            .Add("recorded_at", Instant.Format(entry.RecordedAt))
            .AddRaw("levels_after", $"[{string.Join(',', entry.LevelsAfter.Select(level => $"\"{level}\""))}]")
            .AddRaw("metadata", Metadata(entry.Metadata))
            .AddRaw("commitments", Commitments(entry.Personal));
        return json.ToString();
    }

    private static string Metadata(EntryMetadata metadata) => new CanonicalObject()
        .AddIfAny("subscription_id", metadata.SubscriptionId)
        .AddIfAny("subscription_status", metadata.SubscriptionStatus is { } status ? Words.Of(status) : null)
        .AddIfAny("event_id", metadata.EventId)
        .AddIfAny("occurred_at", metadata.OccurredAt)
        .AddIfAny("request_id", metadata.RequestId?.ToString("D"))
        .AddIfAny("valid_until", metadata.ValidUntil)
        .AddIfAny("previous_valid_until", metadata.PreviousValidUntil)
        .AddIfAny("grace_ends_at", metadata.GraceEndsAt)
        .AddIfAny("restorable_until", metadata.RestorableUntil)
        .AddIfAny("at_risk_until", metadata.AtRiskUntil)
        .AddRawIfAny("criteria", metadata.Criteria is { } criteria ? Criteria(criteria) : null)
        .AddIfAny("catalog_version", metadata.CatalogVersion)
        .ToString();

    private static string Criteria(CriteriaSnapshot criteria) => new CanonicalObject()
        .AddRaw("met", criteria.Met ? "true" : "false")
        .AddIfAny("as_of", criteria.AsOf)
        .AddRawIfAny("review_count", Number(criteria.ReviewCount))
        .AddRawIfAny("review_count_required", Number(criteria.ReviewCountRequired))
        .AddRawIfAny("response_rate", Number(criteria.ResponseRate))
        .AddRawIfAny("response_rate_required", Number(criteria.ResponseRateRequired))
        .AddRawIfAny("avg_response_hours", Number(criteria.AvgResponseHours))
        .AddRawIfAny("avg_response_hours_max", Number(criteria.AvgResponseHoursMax))
        .AddRawIfAny("public_cases", Number(criteria.PublicCases))
        .AddRawIfAny("public_cases_required", Number(criteria.PublicCasesRequired))
        .Add("catalog_version", criteria.CatalogVersion)
        .ToString();

    private static string Commitments(PersonalFields? personal)
    {
        var json = new CanonicalObject();
        return personal is null
            ? json.ToString()
            : json
                .AddIfAny("reason", Commit(personal, "reason", personal.Reason))
                .AddIfAny("notes", Commit(personal, "notes", personal.Notes))
                .AddIfAny("ip", Commit(personal, "ip", personal.Ip))
                .AddIfAny("user_agent", Commit(personal, "user_agent", personal.UserAgent))
                .ToString();
    }

    private static string? Commit(PersonalFields personal, string name, string? text) =>
        text is null ? null : PersonalFields.Commit(personal.Salt, name, text);

    private static string? Number(decimal? value) => value?.ToString("0.############################", CultureInfo.InvariantCulture);
}

/// <summary>A JSON object whose members stay in the order in which they were added.</summary>
internal sealed class CanonicalObject
{
    private readonly StringBuilder text = new("{");

    public CanonicalObject Add(string name, string value) => AddRaw(name, Quote(value));

    public CanonicalObject Add(string name, long value) => AddRaw(name, value.ToString(CultureInfo.InvariantCulture));

    public CanonicalObject AddNullable(string name, string? value) => AddRaw(name, value is null ? "null" : Quote(value));

    public CanonicalObject AddIfAny(string name, string? value) => value is null ? this : Add(name, value);

    public CanonicalObject AddIfAny(string name, DateTimeOffset? value) => value is { } instant ? Add(name, Instant.Format(instant)) : this;

    public CanonicalObject AddRawIfAny(string name, string? json) => json is null ? this : AddRaw(name, json);

    public CanonicalObject AddRaw(string name, string json)
    {
        if (text.Length > 1)
        {
            text.Append(',');
        }

        text.Append('"').Append(name).Append("\":").Append(json);
        return this;
    }

    public override string ToString() => text + "}";

    private static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\b' => quoted.Append("\\b"),
                '\t' => quoted.Append("\\t"),
                '\n' => quoted.Append("\\n"),
                '\f' => quoted.Append("\\f"),
                '\r' => quoted.Append("\\r"),
                < ' ' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }
}
