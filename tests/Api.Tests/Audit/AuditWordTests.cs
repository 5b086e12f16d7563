using System.Reflection;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Texts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Tests.Audit;

/// <summary>What the audit can hold can be chosen on its page, and is said there in every language.</summary>
public sealed class AuditWordTests
{
    [Fact]
    public void Every_action_and_every_subject_is_listed_and_has_words()
    {
        Assert.Equal(WordsOf(typeof(AuditActions)), AuditActions.All.Order(StringComparer.Ordinal));
        Assert.Equal(WordsOf(typeof(AuditSubjects)), AuditSubjects.All.Order(StringComparer.Ordinal));
        string[] names =
            [.. AuditActions.All.Select(action => $"audit.action.{action}"), .. AuditSubjects.All.Select(kind => $"audit.subject.{kind}")];
        Assert.All(StatusLevelCatalog.Languages, language => Assert.All(names, name => Assert.True(Phrases.In(language).Has(name), name)));
    }

    private static IEnumerable<string> WordsOf(Type words) =>
        words.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);
}
