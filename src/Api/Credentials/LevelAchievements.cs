using StatusLevels.Api.Pages.Levels;
using StatusLevels.Api.Texts;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Credentials;

/// <summary>What each level is, in the words of the catalog: the same for all, in the product's first language.</summary>
internal sealed class LevelAchievements
{
    private readonly Dictionary<string, LevelAchievement> all;

    public LevelAchievements(StatusLevelCatalog catalog)
    {
        var words = Phrases.In(null);
        all = new LevelsModel(catalog).Levels(words).ToDictionary(
            static level => level.Code,
            level => new LevelAchievement(
                $"{words.Say("level", ("letter", level.Code))}: {level.Info.Name}", level.Info.Description, level.Needs),
            StringComparer.Ordinal);
    }

    public LevelAchievement Of(StatusLevel level) => all[Words.Of(level)];
}
