using System.Security.Cryptography;
using System.Text.Json;
using StatusLevels.Api.Webhooks;

namespace StatusLevels.Api.Import;

/// <summary>A line that is in order: what it says, as the grain is told it.</summary>
internal sealed record ImportedSubscription(int Line, OrganizationId Organization, StatusCommand.ChangeSubscription Change)
{
    private static readonly ProblemCode TooLong = new("line_too_long", 413);

    public ImportOutcomeReply Became(ImportOutcome outcome, string? code = null, string? detail = null) =>
        new(Line, Organization.Value, Change.SubscriptionId, Words.Of(outcome), code, detail);

    /// <summary>A line has more bytes than these.</summary>
    public static Problem LineTooLong(int most) => new(TooLong, new("line_too_long", ("size", $"{most / 1024}")));

    /// <summary>Reads a line: what it says, or its outcome when that is known already.</summary>
    public static (ImportedSubscription? Read, ImportOutcomeReply? Known) Read(NdjsonLine line)
    {
        if (line.Bytes is not { } bytes)
        {
            return Fault(line.Number, LineTooLong(ImportLimits.LineBytes));
        }

        var (said, fault) = StrictJson.ReadLine(bytes, ApiJson.Context.ImportLine);
        return said is null ? Fault(line.Number, fault!) : Read(line.Number, said);
    }

    private static (ImportedSubscription?, ImportOutcomeReply?) Read(int number, ImportLine line)
    {
        if (!OrganizationId.TryParse(line.OrganizationId, null, out var organization))
        {
            return Fault(
                number, new(
                    ProblemCode.MalformedId,
                    new("import.malformed_id", ("member", "organization_id"), ("id", TextRules.Shown(line.OrganizationId)))), null,
                line.SubscriptionId);
        }

        var errors = new FieldErrors().Length("subscription_id", line.SubscriptionId, 1, TextLengths.OutsideId);
        if (errors.Any)
        {
            return Fault(number, errors.ToProblem(), organization);
        }

        var word = line.Status ?? Words.Of(SubscriptionStatus.Active);
        if (!ProviderWords.Of(null).TryGetValue(word, out var status))
        {
            var words = string.Join(", ", ProviderWords.Of(null).Keys.Order(StringComparer.Ordinal));
            return Fault(
                number, new(ProviderWords.UnknownStatus, new("import.unknown_status", ("word", TextRules.Shown(word)), ("words", words))),
                organization,
                line.SubscriptionId);
        }

        if (status is not (SubscriptionStatus.Active or SubscriptionStatus.Trialing))
        {
            return (null, new(
                number, organization.Value, line.SubscriptionId, Words.Of(ImportOutcome.Unchanged), "subscription_not_active",
                $"A subscription that is {word} is not imported: an import gives A, and never takes it."));
        }

        var change = new StatusCommand.ChangeSubscription(
            line.SubscriptionId, status.Value, line.OccurredAt, EventId(line, status.Value), CurrentPeriodEnd: line.CurrentPeriodEnd);
        return (new(number, organization, change), null);
    }

    /// <summary>
    /// The same line is the same event, in whichever file it stands: the organization gives the first answer again and writes nothing.
    /// </summary>
    private static string EventId(ImportLine line, SubscriptionStatus status)
    {
        var said = JsonSerializer.SerializeToUtf8Bytes(line with { Status = Words.Of(status) }, ApiJson.Context.ImportLine);
        return $"import:{Convert.ToHexStringLower(SHA256.HashData(said).AsSpan(0, 16))}";
    }

    private static (ImportedSubscription?, ImportOutcomeReply?) Fault(
        int number, Problem problem, OrganizationId? organization = null, string? subscriptionId = null) =>
        (null, new(number, organization?.Value, Named(subscriptionId), Words.Of(ImportOutcome.Failed), problem.Code.Code, problem.Detail));

    // What is too long to be an id names nothing, and is not sent back.
    private static string? Named(string? subscriptionId) =>
        subscriptionId is not null && TextRules.Length(subscriptionId) <= TextLengths.OutsideId ? subscriptionId : null;
}
