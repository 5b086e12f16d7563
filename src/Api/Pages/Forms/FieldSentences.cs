using System.Text.RegularExpressions;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Pages.Forms;

/// <summary>
/// What the API objects to, as a sentence beside a field in the reader's language. What has no sentence of its own is said as the API says
/// it.
/// </summary>
internal static partial class FieldSentences
{
    public static string Of(Phrases words, string objection)
    {
        if (Between().Match(objection) is { Success: true } between)
        {
            return words.Say("field.length", ("min", between.Groups["min"].Value), ("max", between.Groups["max"].Value));
        }

        if (AtMost().Match(objection) is { Success: true } most)
        {
            return words.Say("field.most", ("max", most.Groups["max"].Value));
        }

        if (Items().Match(objection) is { Success: true } items)
        {
            return words.Say("field.links.most", ("max", items.Groups["max"].Value));
        }

        return Names.GetValueOrDefault(objection) is { } name ? words.Say(name) : Sentence(objection);
    }

    /// <summary>Why a form as a whole was not taken.</summary>
    public static string Of(Problem problem, Phrases words) =>
        words.Has($"error.{problem.Code.Code}.detail") ? words.Say($"error.{problem.Code.Code}.detail") : problem.DetailIn(words);

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["must not be blank"] = "field.blank",
        ["is required"] = "field.blank",
        [TextRules.NotStorable] = "field.text",
        [FormChoices.Missing] = "field.chosen",
        [FormChoices.Nothing] = "field.nothing_chosen",
        [FormDays.Expected] = "field.day",
        [FormConfirmation.Expected] = "field.confirmation",
        [Accounts.EmailAddress.Expected] = "field.email",
        ["must have at least one scope"] = "field.scopes",
        ["must lie in the future"] = "field.future",
        ["is not the current password"] = "field.password.current",
        [Accounts.PasswordRules.TooWeak] = "field.password.weak",
        ["must be an http or https address"] = "field.link",
        ["must be an http or https address without blanks"] = "field.link",
        ["appears twice"] = "field.twice",
    };

    private static string Sentence(string objection) =>
        objection.Length == 0 ? objection : $"{char.ToUpperInvariant(objection[0])}{objection[1..]}{(objection.EndsWith('.') ? "" : ".")}";

    [GeneratedRegex(
        "^must have (?<min>[0-9]+) to (?<max>[0-9]+) characters$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Between();

    [GeneratedRegex("^must have at most (?<max>[0-9]+) characters$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AtMost();

    [GeneratedRegex("^must have at most (?<max>[0-9]+) addresses$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Items();
}
