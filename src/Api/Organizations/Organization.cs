using Microsoft.AspNetCore.Http.HttpResults;
using StatusLevels.Api.Conventions;
using StatusLevels.Api.Json;
using StatusLevels.Api.Problems;
using StatusLevels.Api.Security;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Organizations;

/// <summary>The way of a change from an endpoint to the organization's grain and back.</summary>
internal sealed class Organization(IGrainFactory grains, StatusLevelCatalog catalog, TimeProvider clock)
{
    /// <summary>Sends a command and turns whatever stands against it into a problem.</summary>
    public Task<(CommandReply Reply, Problem? Problem)> Send(
        RouteUuid id, HttpContext context, Func<IOrganizationStatusGrain, Call, Task<CommandReply>> command) =>
        Send(new OrganizationId(id.Value), context, command);

    /// <summary>Sends a command and turns whatever stands against it into a problem.</summary>
    public async Task<(CommandReply Reply, Problem? Problem)> Send(
        OrganizationId id, HttpContext context, Func<IOrganizationStatusGrain, Call, Task<CommandReply>> command)
    {
        var grain = grains.OrganizationStatus(id);
        var call = await context.ToCall().Under(context.Request, grain);
        var reply = await command(grain, call);
        if (reply.Failure == StoreFailure.Conflict)
        {
            // Another activation wrote first and this one is gone: nothing was written, and the next one reads what is true.
            reply = await command(grain, call);
        }

        return (reply, reply.Failure?.ToProblem() ?? reply.Refusal?.ToProblem());
    }

    /// <summary>Sends a command that answers with the level it changed.</summary>
    public async Task<Results<Ok<LevelReply>, Problem>> Level(
        RouteUuid id, StatusLevel level, HttpContext context, Func<IOrganizationStatusGrain, Call, Task<CommandReply>> command)
    {
        var (reply, problem) = await Send(id, context, command);
        // A service that may change levels is told what it did, and not what platform admins wrote to each other.
        var viewer = context.User.IsPlatformAdmin() ? Viewer.PlatformAdmin : Viewer.Member;
        return problem is not null
            ? problem
            : TypedResults.Ok(StatusViews.Level(reply.Status.LevelOf(level)!, viewer, clock.GetUtcNow()));
    }

    /// <summary>Sends a command that answers with the upgrade request it made or closed.</summary>
    public async Task<Results<Ok<UpgradeRequestReply>, Problem>> Request(
        RouteUuid id, HttpContext context, Func<IOrganizationStatusGrain, Call, Task<CommandReply>> command)
    {
        var (reply, problem) = await Send(id, context, command);
        return problem is not null
            ? problem
            : TypedResults.Ok(StatusViews.Request(
                new OrganizationId(id.Value), reply.Request!, catalog, RequestLanguage.Of(context.Request), context.User.IsPlatformAdmin()));
    }
}

/// <summary>How long texts from outside may be, in Unicode scalars.</summary>
internal static class Limits
{
    public const int Notes = 1000;
    public const int Reason = 500;
    public const int OutsideId = 255;
    public const int Message = 2000;
    public const int Url = 2048;
    public const int EvidenceUrls = 10;
    public const int Name = 200;
    public const int ContactEmails = 20;
}
