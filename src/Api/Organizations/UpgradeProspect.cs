using StatusLevels.Api.Texts;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>Whether whoever looks may ask for the next level now, and if not, why.</summary>
/// <param name="Reason">The code with which a request would be refused now.</param>
/// <param name="Message">The same as a sentence in the caller's language.</param>
/// <param name="NextAllowedAt">When the cool-down after the last request ends; null while none runs.</param>
internal sealed record UpgradeProspect(string? Reason, string? Message, DateTimeOffset? NextAllowedAt)
{
    private static readonly Problem NotYours = new(ProblemCode.Forbidden, "upgrade_not_yours");

    public bool CanRequest => Reason is null;

    public static UpgradeProspect Of(StatusSnapshot status, Viewer viewer, DateTimeOffset now, string language)
    {
        var obstacle = status.UpgradeObstacle(now)?.ToProblem();
        var problem = viewer.CanManage() ? obstacle : NotYours;
        return new(problem?.Code.Code, problem?.DetailIn(Phrases.In(language)), obstacle?.NextAllowedAt);
    }
}
