using StatusLevels.Api.Audit;
using StatusLevels.Api.Organizations;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>Forgetting an organization.</summary>
internal static class ForgetEndpoint
{
    public static void MapForget(this IEndpointRouteBuilder routes) => routes
        .MapDelete("/api/admin/organizations/{organization_id}", Forget)
        .RequireAuthorization(Policies.PlatformAdmin)
        .WithTags("Directory")
        .OnCondition()
        .NeedsFreshSignIn()
        .MayAnswer(ProblemCode.OriginNotAllowed, RefusalProblems.Conflict, ProblemCode.OutcomeUnknown)
        .WithSummary("Forget an organization")
        .WithDescription("""
            Erases its levels, history, requests, notifications, reminder, directory entry and members, and what the audit tells of them. A tombstone
            stays: late payment events answer `ignored_forgotten`, and only a person's grant starts it anew. Systems are told, by one event
            `status.organization.forgotten`. Safe to repeat: a call that failed midway is finished by the next one.
            """);

    /// <summary>Forgets it, whoever asks.</summary>
    // The state first, so that nothing automatic brings back what goes after it. Each step finds nothing to do when it is done again.
    public static async Task<Results<Ok<ForgottenReply>, Problem>> Forget(
        RouteUuid organization_id, HttpContext context, CommandSender commands, OrganizationErasure erasure, IGrainFactory grains)
    {
        var (reply, problem) = await commands.Send(organization_id, context, new StatusCommand.Forget());
        if (problem is not null)
        {
            return problem;
        }

        await erasure.EraseAsync(organization_id.Value, reply.Status.Epoch, AuditOrigin.Of(context));
        // A process that ended right after the write has left the reminder behind.
        var mended = await grains.OrganizationStatus(new OrganizationId(organization_id.Value)).MendReminder();
        return mended.Failure is { } failure
            ? failure.ToProblem()
            : TypedResults.Ok(new ForgottenReply(organization_id.Value, reply.Status.ForgottenAt!.Value));
    }
}

/// <summary>What is left of an organization.</summary>
/// <param name="OrganizationId">Its id.</param>
/// <param name="ForgottenAt">Since when nothing else is known of it.</param>
internal sealed record ForgottenReply(Guid OrganizationId, DateTimeOffset ForgottenAt);
