using System.Text.RegularExpressions;

namespace StatusLevels.Silo.Logging;

/// <summary>
/// Takes out of a text whom PostgreSQL turned away. In its words for a connection that fails stand the names of the user and the database,
/// in quotes in whatever language the server speaks; and its code in front tells that they are such words. Hosts stay: they are what an
/// operator looks for.
/// </summary>
public static partial class Redaction
{
    private const string LeftOut = "…";

    /// <summary>It holds such words.</summary>
    public static bool IsNeeded(string text) => Refusal().IsMatch(text);

    /// <summary>The text without the names.</summary>
    public static string Of(string text) => IsNeeded(text) ? Names().Replace(text, $"${{before}}{LeftOut}${{after}}") : text;

    // Of the connection, of authorization, no such database, no right to connect, too many connections, a database that takes none.
    // A log must not be what fails, so there is no bound: the time of both follows the length.
    [GeneratedRegex(
        @"\b(08P01|28[0-9A-Z]{3}|3D000|42501|53300|55000): ",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Refusal();

    // The second is how poolers say it.
    [GeneratedRegex(
        """(?<before>["“”„«»])(?<name>[^"“”„«»\r\n]+)(?<after>["“”„«»])|(?<before>\b(user|role|database): )(?<name>[^\s,;]+)""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Names();
}
