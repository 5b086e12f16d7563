using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>
/// Marks an endpoint that shows the public status of an organization, in whatever form, and gives that answer from what is in memory.
/// </summary>
internal abstract class ShowsPublicStatus : ServesStrangers
{
    /// <summary>Whoever proves nothing asks for it.</summary>
    public static ShowsPublicStatus? Asked(HttpContext context, Strangers strangers) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ShowsPublicStatus>() is { } shown && shown.IsFor(context.Request, strangers)
            ? shown
            : null;

    /// <summary>Whose status is asked for; false when that, or the question, is none for memory alone.</summary>
    public abstract bool TryGetOrganization(HttpContext context, out OrganizationId organization);

    /// <summary>The whole answer: it may be kept for as long as any is.</summary>
    public abstract Task AnswerAsync(HttpContext context, LocalSnapshot local, DateTimeOffset now);
}
