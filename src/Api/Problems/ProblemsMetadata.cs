namespace StatusLevels.Api.Problems;

/// <summary>The problems that an endpoint may answer with, for the API document.</summary>
internal sealed record ProblemsMetadata(IReadOnlyList<ProblemCode> Codes);

internal static class ProblemsMetadataExtensions
{
    /// <summary>Names the problems of this endpoint beside those that follow from its body and its policies.</summary>
    public static TBuilder MayAnswer<TBuilder>(this TBuilder builder, params ProblemCode[] codes)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new ProblemsMetadata(codes));
}
