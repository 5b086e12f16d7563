using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Pages.Forms;

/// <summary>
/// What the API objects to, as a sentence beside a field in the reader's language. What has no sentence of its own for people is said as
/// the API says it.
/// </summary>
internal static class FieldSentences
{
    public static string Of(Phrases words, string fault) =>
        FaultWords.Find(fault) is var (name, values) && words.Has($"field.{name}")
            ? words.Say($"field.{name}", values)
            : Sentence(FaultWords.In(words, fault));

    /// <summary>Why a form as a whole was not taken.</summary>
    public static string Of(Problem problem, Phrases words) =>
        words.Has($"error.{problem.Code.Code}.detail") ? words.Say($"error.{problem.Code.Code}.detail") : problem.DetailIn(words);

    private static string Sentence(string fault) =>
        fault.Length == 0 ? fault : $"{char.ToUpperInvariant(fault[0])}{fault[1..]}{(fault.EndsWith('.') ? "" : ".")}";
}
