namespace StatusLevels.Api.Limits;

/// <summary>Marks an endpoint that no limit holds up: whoever watches over this node must get through when nobody else does.</summary>
internal sealed record OutsideLimits
{
    public static bool Holds(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<OutsideLimits>() is not null;
}
