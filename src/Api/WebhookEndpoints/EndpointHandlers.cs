using System.Globalization;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>What can be done with endpoints, for the routes of the platform and of organizations alike.</summary>
internal sealed class EndpointHandlers(
    EndpointList list, EndpointChanges changes, EndpointReplays replays, EndpointTester tester, ReceiverCheck receivers,
    KeptAnswers answers, TimeProvider time)
{
    public async Task<Results<Created<NewEndpointReply>, Problem>> Create(EndpointScope scope, EndpointRequest request, HttpContext context)
    {
        await EndpointRules.CheckAsync(request, scope, receivers, context.RequestAborted);
        var (made, refusal) = await changes.CreateAsync(scope, request, AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.Created($"{scope.Address}/{made!.Id:D}", made);
    }

    public async Task<Ok<EndpointsReply>> List(EndpointScope scope, HttpContext context) => TypedResults.Ok(new EndpointsReply(
        [.. (await list.ReadAsync(scope, context.RequestAborted)).Select(one => one with { Url = EndpointRules.Masked(one.Url) })]));

    public async Task<Results<Ok<EndpointReply>, Problem>> Get(EndpointScope scope, RouteUuid endpoint, HttpContext context) =>
        await list.FindAsync(scope, endpoint.Value, context.RequestAborted) is { } found
            ? Tagged(context, Seen(scope, found, context))
            : AdminRefusal.NotFound.ToProblem();

    public async Task<Results<Ok<EndpointReply>, Problem>> Change(
        EndpointScope scope, RouteUuid endpoint, EndpointChangeRequest request, HttpContext context)
    {
        await EndpointRules.CheckAsync(request, scope, receivers, context.RequestAborted);
        var (changed, refusal) = await changes.ChangeAsync(
            scope, endpoint.Value, request, EntityTags.Expected(context.Request), AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : Tagged(context, changed!);
    }

    public async Task<Results<NoContent, Problem>> Delete(EndpointScope scope, RouteUuid endpoint, HttpContext context) =>
        await changes.DeleteAsync(
            scope, endpoint.Value, EntityTags.Expected(context.Request), AuditOrigin.Of(context), context.RequestAborted) is { } refusal
            ? refusal.ToProblem()
            : TypedResults.NoContent();

    public async Task<Results<Ok<RotationReply>, Problem>> Rotate(
        EndpointScope scope, RouteUuid endpoint, RotationRequest? request, HttpContext context)
    {
        var hours = (request ?? new()).OverlapHours;
        new FieldErrors()
            .AddIf(
                hours is < 0 or > EndpointRules.LongestOverlapHours, "overlap_hours",
                string.Create(CultureInfo.InvariantCulture, $"must be a whole number from 0 to {EndpointRules.LongestOverlapHours}"))
            .ThrowIfAny();
        var (rotation, refusal) = await changes.RotateAsync(
            scope, endpoint.Value, hours, EntityTags.Expected(context.Request), AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.Ok(rotation);
    }

    public async Task<Results<Ok<EndpointTestReply>, Problem>> Test(EndpointScope scope, RouteUuid endpoint, HttpContext context)
    {
        var (found, problem) = await OwnAsync(scope, endpoint, context);
        if (problem is not null)
        {
            return problem;
        }

        Problem? refused = null;
        var reply = await answers.AnswerAsync(
            context.Keyed(),
            async () =>
            {
                // It is a machine elsewhere that is waited for.
                context.LeavePlace();
                (var reply, refused) = await tester.TestAsync(found!, context.RequestAborted);
                return refused is null ? reply! : throw new ProblemException(refused);
            },
            context.RequestAborted);
        return TypedResults.Ok(reply);
    }

    public async Task<Results<Ok<EnabledEndpointReply>, Problem>> Enable(EndpointScope scope, RouteUuid endpoint, HttpContext context)
    {
        var (found, problem) = await OwnAsync(scope, endpoint, context);
        if (problem is not null)
        {
            return problem;
        }

        if (found!.DisabledAt is not null)
        {
            var (reply, refused) = await tester.TestAsync(found, context.RequestAborted);
            if (refused is not null)
            {
                return refused;
            }

            if (!reply!.Delivered)
            {
                return new Problem(ProblemCode.EndpointTestFailed, Failed(reply));
            }
        }

        var (enabled, refusal) = await replays.EnableAsync(
            scope, endpoint.Value, EntityTags.Expected(context.Request), AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.Ok(enabled);
    }

    public async Task<Results<Accepted<ReplayReply>, Problem>> Replay(
        EndpointScope scope, RouteUuid endpoint, ReplayRequest request, HttpContext context)
    {
        var now = time.GetUtcNow();
        new FieldErrors()
            .AddIf(request.Until <= request.Since, "until", "must lie after since")
            .AddIf(request.Since > now, "since", "must not lie in the future")
            .EventTypesOf("event_types", request.EventTypes)
            .ThrowIfAny();
        if (request.Since < replays.Oldest(now))
        {
            return AdminRefusal.NoLongerKept.ToProblem();
        }

        var (reply, refusal) = await replays.ReplayAsync(
            scope, endpoint.Value, request, AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.Accepted((string?)null, reply);
    }

    public async Task<Results<Accepted<ResentReply>, Problem>> Resend(
        EndpointScope scope, RouteUuid endpoint, RouteUuid delivery, HttpContext context)
    {
        var (reply, refusal) = await replays.ResendAsync(
            scope, endpoint.Value, delivery.Value, AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.Accepted((string?)null, reply);
    }

    // Only who may change an endpoint may have it called.
    private async Task<(EndpointReply? Endpoint, Problem? Problem)> OwnAsync(
        EndpointScope scope, RouteUuid endpoint, HttpContext context) =>
        await list.FindAsync(scope, endpoint.Value, context.RequestAborted) switch
        {
            null => (null, AdminRefusal.NotFound.ToProblem()),
            { } found when found.OwnedBy != scope.Owner => (null, AdminRefusal.NotYours.ToProblem()),
            { } found => (found, null),
        };

    private static EndpointReply Seen(EndpointScope scope, EndpointReply endpoint, HttpContext context) =>
        endpoint.OwnedBy == scope.Owner && scope.IsChangedBy(context.User)
            ? endpoint
            : endpoint with { Url = EndpointRules.Masked(endpoint.Url) };

    private static Ok<EndpointReply> Tagged(HttpContext context, EndpointReply endpoint)
    {
        context.Response.Headers[HeaderNames.ETag] = EntityTags.Of(endpoint.Version);
        return TypedResults.Ok(endpoint);
    }

    private static Sentence Failed(EndpointTestReply reply) => reply switch
    {
        { Error: EndpointTester.Unreadable } => "endpoint_test_failed.unreadable",
        { StatusCode: { } status } =>
            new Sentence("endpoint_test_failed.answered", ("status", status.ToString(CultureInfo.InvariantCulture))),
        _ => new Sentence("endpoint_test_failed.undelivered", ("error", reply.Error ?? "")),
    };
}
