using StatusLevels.Api.Idempotency;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo;

namespace StatusLevels.Api.Organizations;

/// <summary>Sends commands from endpoints to the grains of organizations, and turns what stands against them into problems.</summary>
internal sealed class CommandSender(IGrainFactory grains, StatusLevelCatalog catalog, TimeProvider clock, KeptAnswers answers)
{
    private const int MostTries = 3;

    /// <summary>Sends a command. What was answered before under the same key, or to the same event, is answered again.</summary>
    public Task<(CommandReply Reply, Problem? Problem)> Send(RouteUuid id, HttpContext context, StatusCommand command) =>
        Send(new OrganizationId(id.Value), context, command);

    /// <summary>Sends a command. What was answered before under the same key, or to the same event, is answered again.</summary>
    public async Task<(CommandReply Reply, Problem? Problem)> Send(OrganizationId id, HttpContext context, StatusCommand command)
    {
        var call = await context.ToCall().Under(context.Request, grains.OrganizationStatus(id));
        return await Send(id, call, context.Keyed(), command);
    }

    /// <summary>Sends one of several commands of a request: each has a key of its own, and the version that its caller saw.</summary>
    public Task<(CommandReply Reply, Problem? Problem)> SendPart(
        OrganizationId id, HttpContext context, StatusCommand command, KeyedRequest part, long version) =>
        Send(id, context.ToCall() with { Key = part.Key, ExpectedVersion = version }, part, command);

    private async Task<(CommandReply Reply, Problem? Problem)> Send(
        OrganizationId id, Call call, KeyedRequest? asked, StatusCommand command)
    {
        var grain = grains.OrganizationStatus(id);
        var happened = EventKey.Of(id, command) is { } known ? KeyedRequest.OfEvent(id, known) : null;
        var reply = await Try(() => grain.Send(command, call), mayRepeat: call.Key is not null || happened is not null);
        if (!reply.Written && happened is not null)
        {
            reply = await FirstAnswer(reply.Status is { Forgotten: true } ? happened.OfNobody() : happened, reply);
        }

        if (!reply.Written && asked is { } keyed && await Kept(keyed.Of(id), reply, () => KeptReply.Write(reply)) is { } json)
        {
            return (KeptReply.Read(json), null);
        }

        return (reply, reply.Failure?.ToProblem() ?? reply.Refusal?.ToProblem());
    }

    /// <summary>
    /// Another activation wrote first, or nobody knows: this activation is gone, and the next one reads what is true. Without a key or the
    /// id of an event a change whose outcome is unknown must not be sent again.
    /// </summary>
    private static async Task<CommandReply> Try(Func<Task<CommandReply>> command, bool mayRepeat)
    {
        var reply = await First(command, mayRepeat);
        for (var tries = 1; tries < MostTries; tries++)
        {
            if (reply.Failure == StoreFailure.Conflict && (mayRepeat || tries == 1))
            {
                reply = await command();
            }
            else if (reply.Failure == StoreFailure.OutcomeUnknown && mayRepeat)
            {
                reply = await Again(command);
            }
        }

        return reply;
    }

    // The node that had the call is gone, or none ever had it: under a key it can be asked again, and is done once.
    private static async Task<CommandReply> First(Func<Task<CommandReply>> command, bool mayRepeat)
    {
        try
        {
            return await command();
        }
        catch (Exception exception) when (mayRepeat && CallFailures.Of(exception) is CallFailure.NotBegun)
        {
            return await command();
        }
        catch (SiloUnavailableException) when (mayRepeat)
        {
            return await Again(command);
        }
    }

    // What keeps the second try from being made leaves the first one unknown.
    private static async Task<CommandReply> Again(Func<Task<CommandReply>> command)
    {
        try
        {
            var reply = await command();
            return reply.Failure == StoreFailure.Unavailable ? reply with { Failure = StoreFailure.OutcomeUnknown } : reply;
        }
        catch (Exception exception) when (ExceptionProblems.FromWrite(exception) is not null)
        {
            throw new ProblemException(Problem.OutcomeUnknown);
        }
    }

    /// <summary>What the event did when it came first, whatever happened since.</summary>
    private async Task<CommandReply> FirstAnswer(KeyedRequest happened, CommandReply reply) =>
        await Kept(happened, reply, () => KeptReply.Write(reply.Subscription!)) is { } json
            ? reply with { Failure = null, Refusal = null, Subscription = KeptReply.ReadOutcome(json) }
            : reply;

    /// <summary>The answer that is kept under the key; an answer that refused nothing and changed nothing is kept now.</summary>
    private async Task<string?> Kept(KeyedRequest keyed, CommandReply reply, Func<string> write)
    {
        // The commit may be on its way still: whoever looked would not see it.
        if (reply.Failure is StoreFailure.OutcomeUnknown or StoreFailure.Unavailable)
        {
            return null;
        }

        var kept = reply is { Failure: null, Refusal: null }
            ? await answers.KeepAsync(keyed, write(), CancellationToken.None)
            : await answers.FindAsync(keyed.Key, CancellationToken.None);
        return kept is null ? null : keyed.Replay(kept);
    }

    /// <summary>Sends a command that answers with the level it changed.</summary>
    public async Task<Results<Ok<LevelReply>, Problem>> SendForLevel(
        RouteUuid id, StatusLevel level, HttpContext context, StatusCommand command)
    {
        var (reply, problem) = await Send(id, context, command);
        // A service that may change levels is told what it did, and not what platform admins wrote to each other.
        var viewer = context.User.IsPlatformAdmin() ? Viewer.PlatformAdmin : Viewer.Member;
        return problem is not null
            ? problem
            : TypedResults.Ok(LevelReply.Of(reply.Status.LevelOf(level)!, viewer, reply.AnsweredAt ?? clock.GetUtcNow()));
    }

    /// <summary>Sends a command that answers with the upgrade request it made or closed.</summary>
    public async Task<Results<Ok<UpgradeRequestReply>, Problem>> SendForUpgradeRequest(
        RouteUuid id, HttpContext context, StatusCommand command)
    {
        var (reply, problem) = await Send(id, context, command);
        return problem is not null
            ? problem
            : TypedResults.Ok(UpgradeRequestReply.Of(
                new OrganizationId(id.Value), reply.Request!, catalog, RequestLanguage.Of(context.Request),
                context.User.IsPlatformAdmin()));
    }
}
