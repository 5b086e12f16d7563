using StatusLevels.Api.Organizations;

namespace StatusLevels.Api.Levels;

/// <summary>Granting, renewing, verifying and revoking levels.</summary>
internal static class LevelEndpoints
{
    public static void MapLevels(this IEndpointRouteBuilder routes)
    {
        var levels = routes.MapGroup("/api/admin/organizations/{organization_id}/status-levels")
            .RequireAuthorization(Policies.StatusWriter)
            .WithTags("Administration")
            .OnCondition()
            .MayAnswer(ProblemCode.OriginNotAllowed, RefusalProblems.Conflict, ProblemCode.OutcomeUnknown);

        levels.MapPost("/", Grant)
            .MayAnswer(
                ProblemCode.Gone, RefusalProblems.LevelAlreadyActive, RefusalProblems.AutomaticGrantingBlocked,
                RefusalProblems.ValidUntilInPast,
                RefusalProblems.ValidUntilTooFar, RefusalProblems.LevelCNeverExpires, RefusalProblems.LevelCRequiresB)
            .WithSummary("Grant a level")
            .WithDescription("Gives A, B or C. B without a date is valid for the months of the catalog; C has no date and stands on an active B.");

        levels.MapPatch("/{level}", Renew)
            .MayAnswer(
                RefusalProblems.LevelNotActive, RefusalProblems.ValidUntilInPast, RefusalProblems.ValidUntilTooFar,
                RefusalProblems.ValidUntilRequired,
                RefusalProblems.ValidUntilNotLater, RefusalProblems.LevelCNeverExpires)
            .WithSummary("Renew a level")
            .WithDescription("Moves the end to a later date. B without a date is renewed from its end, so that an early renewal loses no time.");

        levels.MapPost("/B/verification", Verify)
            .MayAnswer(RefusalProblems.LevelNotActive)
            .WithSummary("Record a verification")
            .WithDescription("B was verified again: its date moves to the months of the catalog from now, unless it lies later already; a suspension is lifted.");

        levels.MapDelete("/{level}", Revoke)
            .MayAnswer(RefusalProblems.LevelNotActive)
            .WithSummary("Revoke a level")
            .WithDescription("""
                Takes a level away, also while it is suspended or in grace; with B goes C. What a person revoked does not come back by itself. The
                reason comes in the body or in the query. `notify=false` keeps people from being told; systems are, by events with `quiet`.
                """);
    }

    /// <summary>What a request to grant asks for.</summary>
    /// <exception cref="ProblemException">Something of it breaks a rule of form.</exception>
    public static StatusCommand.Grant Read(GrantRequest request)
    {
        var errors = new FieldErrors()
            .Length("notes", request.Notes, 0, TextLengths.Notes)
            .Length("subscription_id", request.SubscriptionId, 1, TextLengths.OutsideId);
        var level = errors.Level("level", request.Level);
        errors.ThrowIfAny();
        return new(level, request.ValidUntil, request.SubscriptionId, request.Notes);
    }

    private static Task<Results<Ok<LevelReply>, Problem>> Grant(
        RouteUuid organization_id, JsonBody<GrantRequest> body, HttpContext context, CommandSender commands)
    {
        var command = Read(body.Value);
        return commands.SendForLevel(organization_id, command.Level, context, command);
    }

    private static Task<Results<Ok<LevelReply>, Problem>> Renew(
        RouteUuid organization_id, string level, OptionalJsonBody<RenewRequest> body, HttpContext context, CommandSender commands)
    {
        var renewed = RouteLevel(level);
        return commands.SendForLevel(organization_id, renewed, context, new StatusCommand.Renew(renewed, body.Value?.ValidUntil));
    }

    private static Task<Results<Ok<LevelReply>, Problem>> Verify(RouteUuid organization_id, HttpContext context, CommandSender commands) =>
        commands.SendForLevel(organization_id, StatusLevel.B, context, new StatusCommand.Verify());

    private static async Task<Results<Ok<RevokeReply>, Problem>> Revoke(
        RouteUuid organization_id, string level, OptionalJsonBody<RevokeRequest> body, string? reason, string? notify, HttpContext context,
        CommandSender commands)
    {
        var revoked = RouteLevel(level);
        var words = body.Value?.Reason ?? (reason is { Length: > 0 } ? reason : null);
        var query = new QueryReader();
        var tell = query.Flag(nameof(notify), notify) ?? true;
        query.Text(nameof(reason), words, TextLengths.Reason);
        query.ThrowIfAny();

        var (reply, problem) = await commands.Send(organization_id, context, new StatusCommand.Revoke(revoked, words, Quiet: !tell));
        if (problem is not null)
        {
            return problem;
        }

        var entry = reply.Entries.First(made => made.Level == revoked && made.Action == HistoryAction.Revoked);
        return TypedResults.Ok(new RevokeReply
        {
            Revoked = true,
            Level = revoked.ToString(),
            OrganizationId = organization_id.Value,
            RevokedAt = entry.EffectiveAt,
            RevokedBy = entry.Actor.Id,
            Reason = entry.Reason,
            NotificationSent = tell,
        });
    }

    /// <summary>The level that an address names.</summary>
    /// <exception cref="ProblemException">There is none of this name.</exception>
    public static StatusLevel RouteLevel(string word)
    {
        var errors = new FieldErrors();
        var level = errors.Level("level", word);
        errors.ThrowIfAny();
        return level;
    }

    private static StatusLevel Level(this FieldErrors errors, string field, string word)
    {
        errors.AddIf(!Words.TryParse<StatusLevel>(word, out var level), field, QueryReader.Choice<StatusLevel>());
        return level;
    }
}

/// <summary>Which level to grant.</summary>
/// <param name="Level">A, B or C.</param>
/// <param name="ValidUntil">Its end; never for C.</param>
/// <param name="Notes">Free text for platform admins, up to 1000 characters.</param>
/// <param name="SubscriptionId">For A: the subscription whose claim this is, 1 to 255 characters.</param>
internal sealed record GrantRequest(string Level, DateTimeOffset? ValidUntil = null, string? Notes = null, string? SubscriptionId = null);

/// <summary>To which date to renew.</summary>
/// <param name="ValidUntil">The new end; required for A.</param>
internal sealed record RenewRequest(DateTimeOffset? ValidUntil = null);

/// <summary>Why a level is revoked.</summary>
/// <param name="Reason">Free text, up to 500 characters.</param>
internal sealed record RevokeRequest(string? Reason = null);

/// <summary>What was revoked.</summary>
internal sealed record RevokeReply
{
    public required bool Revoked { get; init; }

    public required string Level { get; init; }

    public required Guid OrganizationId { get; init; }

    public required DateTimeOffset RevokedAt { get; init; }

    public required string? RevokedBy { get; init; }

    public required string? Reason { get; init; }

    /// <summary>People are told: the news is theirs with the same commit. Without, only systems are.</summary>
    public required bool NotificationSent { get; init; }
}
