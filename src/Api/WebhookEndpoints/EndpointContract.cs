namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>What the routes of endpoints promise, said once for the platform's and for those of organizations.</summary>
internal static class EndpointContract
{
    private const string Subject = "the endpoint";

    public static void Creates(this RouteHandlerBuilder route) => route
        .Tagged()
        .NeedsFreshSignIn()
        .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.IdempotencyNotReplayable, ProblemCode.TooMany, ProblemCode.OutcomeUnknown)
        .WithSummary("Make an endpoint")
        .WithDescription("""
            Events that happen from now on are sent there, signed as Standard Webhooks has it. The answer holds the secret, which is shown this once. An
            organization has at most 5 endpoints, the platform 50.
            """);

    public static void Lists(this RouteHandlerBuilder route) => route
        .Tagged()
        .WithSummary("The endpoints")
        .WithDescription("""
            The oldest first, addresses without their queries. An organization sees those that the platform keeps for it alone, too; it does not change
            them.
            """);

    public static void Shows(this RouteHandlerBuilder route) => route
        .Tagged()
        .MayAnswer(ProblemCode.NotFound)
        .WithSummary("An endpoint")
        .WithDescription("With its `ETag`, which is the condition of a change. The secret is never shown again.");

    public static void Changes(this RouteHandlerBuilder route) => route
        .Tagged()
        .OnConditionOf(Subject)
        .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.EndpointDisabled, ProblemCode.OutcomeUnknown)
        .WithSummary("Change an endpoint")
        .WithDescription("""
            What is left out stays. A new address counts as healthy, and what waits is sent there at once. `enabled: false` cancels what waits.
            """);

    public static void Removes(this RouteHandlerBuilder route) => route
        .Tagged()
        .OnConditionOf(Subject)
        .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.OutcomeUnknown)
        .WithSummary("Remove an endpoint")
        .WithDescription("With what waits for it, its secret, and the account of what it was sent.");

    public static void Rotates(this RouteHandlerBuilder route) => route
        .Tagged()
        .NeedsFreshSignIn()
        .OnConditionOf(Subject)
        .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.IdempotencyNotReplayable, ProblemCode.NotFound, ProblemCode.OutcomeUnknown)
        .WithSummary("Replace the secret of an endpoint")
        .WithDescription("For `overlap_hours` each event has two signatures, so that receivers change over without a gap. The new secret is shown this once.");

    public static void Enables(this RouteHandlerBuilder route) => route
        .Tagged()
        .OnConditionOf(Subject)
        .MayAnswer(
            ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.EndpointTestFailed, ProblemCode.OutcomeUnknown)
        .WithSummary("Send to an endpoint again")
        .WithDescription("""
            Tests it first. Then what it missed is sent after all, oldest first and beside what happens now: at most 100000 events; what is more is had by
            `replay`.
            """);

    public static void Tests(this RouteHandlerBuilder route) => route
        .Tagged()
        .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.OutcomeUnknown)
        .WithSummary("Test an endpoint")
        .WithDescription("Sends a `status.test` event now, to one that is disabled too, and says what came back within 8 seconds. At most 6 a minute.");

    public static void Replays(this RouteHandlerBuilder route) => route
        .Tagged()
        .MayAnswer(
            ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.EndpointDisabled, ProblemCode.Gone,
            ProblemCode.ReplayTooLarge, ProblemCode.OutcomeUnknown)
        .WithSummary("Send again what happened in a span of time")
        .WithDescription("""
            The same events with the same ids, whether they were delivered or not, in a lane of their own: the oldest first, 10 a second. Each has the
            header `StatusLevels-Replay: true`.
            """);

    public static void ListsDeliveries(this RouteHandlerBuilder route) => route
        .Tagged()
        .MayAnswer(ProblemCode.NotFound)
        .WithSummary("What an endpoint was sent")
        .WithDescription("Newest first, in pages of `limit` (1..100, larger is capped); `next_cursor` is the `cursor` of the next.");

    public static void ShowsDelivery(this RouteHandlerBuilder route) => route
        .Tagged()
        .MayAnswer(ProblemCode.NotFound)
        .WithSummary("A delivery with each of its tries")
        .WithDescription("What was answered is shown as text, at most 1 KiB of it.");

    public static void Resends(this RouteHandlerBuilder route) => route
        .Tagged()
        .MayAnswer(
            ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.EndpointDisabled, ProblemCode.Gone, ProblemCode.OutcomeUnknown)
        .WithSummary("Send an event again")
        .WithDescription("With its own id and today's secret, whether it was delivered or not. One that waits already is not made twice.");

    private static RouteHandlerBuilder Tagged(this RouteHandlerBuilder route) => route.WithTags("Webhook endpoints");
}
