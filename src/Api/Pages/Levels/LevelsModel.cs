using System.Globalization;
using StatusLevels.Api.Catalog;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Pages.Levels;

/// <summary>What the page of the levels says, with the numbers that are enforced.</summary>
internal sealed class LevelsModel(StatusLevelCatalog catalog)
{
    /// <summary>From the lowest to the highest.</summary>
    public IReadOnlyList<ShownLevel> Levels(Phrases words)
    {
        var info = StatusLevelInfo.Of(catalog, words.Language).Levels;
        return [new("A", info.A, NeedsOfA(words), LossOfA(words)), new(
            "B", info.B, NeedsOfB(words), LossOfB(words)), new("C", info.C, NeedsOfC(words), LossOfC(words))];
    }

    public IReadOnlyList<CriterionInfo> Criteria(Phrases words) => StatusLevelInfo.Of(catalog, words.Language).Levels.C.Criteria;

    /// <summary>A criterion as a person says it.</summary>
    public static string Threshold(CriterionInfo criterion, Phrases words) => words.Say(
        criterion.Comparison == "less_than" ? "levels.less_than" : "levels.at_least",
        (
            "n",
            criterion.RequiredValue.ToString("0.##", CultureInfo.InvariantCulture).Replace(
                ".", words.Say("decimal"), StringComparison.Ordinal)));

    /// <summary>What happens when, in sentences.</summary>
    public IEnumerable<string> Times(Phrases words)
    {
        if (catalog.ExpiryNoticeDays.Length > 0)
        {
            yield return words.Say("levels.times.notices", ("days", Days(catalog.ExpiryNoticeDays, words)));
        }

        yield return words.Say("levels.times.grace", ("days", words.Count("days", catalog.PaymentGraceDays)));
        yield return words.Say("levels.times.restoration", ("days", words.Count("days", catalog.RestorationGraceDays)));
        yield return words.Say("levels.times.at_risk", ("days", words.Count("days", catalog.AtRiskDays)));
    }

    public IEnumerable<(string Question, string Answer)> Questions(Phrases words)
    {
        yield return (words.Say("levels.q.order"), words.Say("levels.q.order.answer"));
        yield return (words.Say("levels.q.proof"), words.Say("levels.q.proof.answer"));
        yield return (
            words.Say("levels.q.long"), words.Say("levels.q.long.answer", ("review", catalog.EstimatedReviewTime[words.Language])));
        yield return (
            words.Say("levels.q.again"), words.Say("levels.q.again.answer", ("days", words.Count("days", catalog.UpgradeCooldownDays))));
        yield return (
            words.Say("levels.q.payment"), words.Say("levels.q.payment.answer", ("days", words.Count("days", catalog.PaymentGraceDays))));
        yield return (words.Say("levels.q.public"), words.Say("levels.q.public.answer"));
    }

    private static string Days(IEnumerable<int> days, Phrases words)
    {
        string[] numbers = [.. days.Select(day => day.ToString(CultureInfo.InvariantCulture))];
        return numbers.Length == 1 ? numbers[0] : $"{string.Join(", ", numbers[..^1])} {words.Say("and")} {numbers[^1]}";
    }

    private static string NeedsOfA(Phrases words) => words.Say("levels.a.needs");

    private string LossOfA(Phrases words) => words.Say("levels.a.loss", ("days", words.Count("days", catalog.PaymentGraceDays)));

    private string NeedsOfB(Phrases words) => words.Say("levels.b.needs", ("months", words.Count("months", catalog.ValidityMonths)));

    private string LossOfB(Phrases words) => words.Say("levels.b.loss", ("days", words.Count("days", catalog.RestorationGraceDays)));

    private string NeedsOfC(Phrases words) =>
        words.Say(catalog.GrantCAutomatically ? "levels.c.needs.automatic" : "levels.c.needs.by_hand");

    private string LossOfC(Phrases words) => words.Say("levels.c.loss", ("days", words.Count("days", catalog.AtRiskDays)));
}

/// <summary>A level as the page shows it.</summary>
/// <param name="Code">Its letter.</param>
/// <param name="Info">What the catalog publishes of it.</param>
/// <param name="Needs">How it is had.</param>
/// <param name="Loss">How it is lost.</param>
internal sealed record ShownLevel(string Code, LevelInfo Info, string Needs, string Loss);
