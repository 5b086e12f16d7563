using System.Globalization;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Settings;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Webhooks;

/// <summary>What payment providers report.</summary>
internal static class SubscriptionEndpoints
{
    public static void MapSubscriptions(this IEndpointRouteBuilder routes) => routes
        .MapPost("/api/webhooks/subscription-status-changed", Change)
        .RequireAuthorization(Policies.SubscriptionWriter)
        .WithMetadata(new AcceptsSignedWebhook())
        .WithTags("Payments")
        .OnCondition()
        .MayAnswer(
            ProblemCode.OriginNotAllowed, ProblemCode.MalformedId, RefusalProblems.Conflict, ProviderWords.UnknownStatus,
            RefusalProblems.OccurredAtInFuture,
            RefusalProblems.ValidUntilTooFar, ProblemCode.OutcomeUnknown)
        .WithSummary("Report the status of a subscription")
        .WithDescription("""
            Level A follows the subscriptions of an organization. Repeating a call with the same `event_id` gets the first answer again; an event
            older than the last one applied to the subscription is `ignored_stale`. Both are 200 and change nothing.
            """);

    private static async Task<Results<Ok<SubscriptionChangeReply>, Problem>> Change(
        JsonBody<SubscriptionChangeRequest> body, HttpContext context, CommandSender commands, IGrainFactory grains,
        StatusLevelCatalog catalog, KeptAnswers answers, ApiSettings settings, TimeProvider clock)
    {
        var request = body.Value;
        if (!OrganizationId.TryParse(request.OrganizationId, provider: null, out var organization))
        {
            return new Problem(ProblemCode.MalformedId, "malformed_organization_id");
        }

        var eventId = request.EventId ?? HeaderId(context.Request);
        Check(request, eventId, catalog);
        if (!ProviderWords.Of(request.Provider).TryGetValue(request.NewStatus, out var known)
            && (!settings.IgnoresUnknownStatuses || Speaker(request) is not null))
        {
            return Unknown(request);
        }

        if (known is not { } status)
        {
            var ignored = eventId is null
                ? null
                : KeyedRequest.OfEvent(organization, EventKey.OfIgnored(organization, request.SubscriptionId, eventId));
            return TypedResults.Ok(await answers.AnswerAsync(
                context.Keyed()?.Of(organization),
                () => answers.AnswerAsync(ignored, () => Ignore(request, organization, grains, clock), context.RequestAborted),
                context.RequestAborted));
        }

        var command = new StatusCommand.ChangeSubscription(
            request.SubscriptionId, status, request.OccurredAt?.At, eventId, request.GracePeriodDays, request.CurrentPeriodEnd?.At);
        var (reply, problem) = await commands.Send(organization, context, command);
        return (reply.Refusal, problem) switch
        {
            (Refusal.ValidUntilTooFar tooFar, { } general) => TooFar(tooFar, general),
            (_, { } other) => other,
            _ => TypedResults.Ok(SubscriptionChangeReply.Of(request, organization, reply.Subscription!, clock.GetUtcNow())),
        };
    }

    private static async Task<SubscriptionChangeReply> Ignore(
        SubscriptionChangeRequest request, OrganizationId organization, IGrainFactory grains, TimeProvider clock)
    {
        var now = await grains.OrganizationStatus(organization).GetStatus();
        var old = now.Subscriptions.FirstOrDefault(subscription => subscription.Id == request.SubscriptionId)?.Status;
        return SubscriptionChangeReply.Ignored(request, now, old, TextRules.Shown(request.NewStatus), clock.GetUtcNow());
    }

    // Signed webhooks carry the id of the message, the same for every delivery of it.
    private static string? HeaderId(HttpRequest request) => request.Headers[WebhookSignatures.IdHeader] is [{ Length: > 0 } id] ? id : null;

    private static void Check(SubscriptionChangeRequest request, string? eventId, StatusLevelCatalog catalog)
    {
        var mostDays = catalog.Limits.MaxPaymentGraceDays;
        new FieldErrors()
            .Length("subscription_id", request.SubscriptionId, 1, TextLengths.OutsideId)
            .Length(request.EventId is null ? WebhookSignatures.IdHeader : "event_id", eventId, 1, TextLengths.OutsideId)
            .AddIf(
                request.GracePeriodDays < 0 || request.GracePeriodDays > mostDays, "grace_period_days",
                string.Create(CultureInfo.InvariantCulture, $"must be a whole number from 0 to {mostDays}"))
            .AddIf(
                request.Provider is { } provider && !ProviderWords.Providers.Contains(provider, StringComparer.Ordinal), "provider",
                $"must be one of {string.Join(", ", ProviderWords.Providers)}")
            .ThrowIfAny();
    }

    // "succeeded" says who speaks: taken for granted it would hide that this provider's "canceled" means something else.
    private static string? Speaker(SubscriptionChangeRequest request) =>
        ProviderWords.Providers.FirstOrDefault(provider => ProviderWords.Of(provider).ContainsKey(request.NewStatus));

    private static Problem Unknown(SubscriptionChangeRequest request)
    {
        var words = string.Join(", ", ProviderWords.Of(request.Provider).Keys.Order(StringComparer.Ordinal));
        var speaker = Speaker(request);
        return new Problem(ProviderWords.UnknownStatus, speaker is null
            ? new("unknown_subscription_status", ("word", TextRules.Shown(request.NewStatus)))
            : new("word_of_provider", ("word", request.NewStatus), ("speaker", speaker)))
        {
            Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["new_status"] = [$"must be one of {words}"] },
        };
    }

    // The rule is the same as for levels; the member that breaks it has another name here.
    private static Problem TooFar(Refusal.ValidUntilTooFar refusal, Problem general)
    {
        var years = refusal.MaxYears.ToString(CultureInfo.InvariantCulture);
        return general with
        {
            Said = new("current_period_end_too_far", ("years", years)),
            Errors = new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["current_period_end"] = [$"may lie at most {years} years ahead"],
            },
        };
    }
}
