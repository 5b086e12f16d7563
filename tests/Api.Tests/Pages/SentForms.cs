using System.Net;
using System.Text.RegularExpressions;

namespace StatusLevels.Api.Tests.Pages;

/// <summary>The forms of a page as text, as a browser would send them.</summary>
internal static partial class SentForms
{
    /// <summary>The last form of the page: those of the header stand before it.</summary>
    public static string LastOf(string page) => Form().Matches(page)[^1].Value;

    /// <summary>The form that is sent to this address.</summary>
    public static string To(string page, string action) =>
        Form().Matches(page).Select(form => form.Value).Single(form => form.Contains($"action=\"{action}\"", StringComparison.Ordinal));

    /// <summary>Its hidden fields.</summary>
    public static KeyValuePair<string, string>[] HiddenOf(string form) =>
        [.. Field().Matches(form).Select(field => KeyValuePair.Create(
            WebUtility.HtmlDecode(field.Groups["name"].Value), WebUtility.HtmlDecode(field.Groups["value"].Value)))];

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();

    [GeneratedRegex(
        "type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Field();
}
