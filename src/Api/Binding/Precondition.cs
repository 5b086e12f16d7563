using StatusLevels.Api.Answers;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Binding;

/// <summary>Marks endpoints that change an organization on the condition of <c>If-Match</c>, for the API document.</summary>
internal sealed record TakesIfMatch(string Subject = "the organization", string Tag = "the whole `ETag` of a status, ");

/// <summary>Marks endpoints whose answer has a tag, for the API document.</summary>
internal sealed record IsTagged;

/// <summary>The condition of a change (<c>If-Match</c>). The organization itself compares it, in the turn in which it decides.</summary>
internal static class Precondition
{
    /// <summary>Puts the condition of the request into the call.</summary>
    public static async Task<Call> Under(this Call call, HttpRequest request, IOrganizationStatusGrain grain)
    {
        switch (EntityTags.Expected(request))
        {
            case null:
                return call;
            case [var only]:
                return call with { ExpectedVersion = only };
            case var several:
                // Of several versions only the current one can match: it is the condition, and whoever is faster still wins.
                var current = (await grain.GetStatus()).Version;
                return call with { ExpectedVersion = several.Contains(current) ? current : several[0] };
        }
    }

    /// <summary>The endpoint takes <c>If-Match</c>.</summary>
    public static TBuilder OnCondition<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new TakesIfMatch());

    /// <summary>The endpoint takes <c>If-Match</c>, and the version is that of the thing itself.</summary>
    public static TBuilder OnConditionOf<TBuilder>(this TBuilder builder, string subject)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new TakesIfMatch(subject, Tag: ""));
}
