namespace StatusLevels.Api.Accounts;

/// <summary>Which passwords may be set: 10 to 128 characters, and none that is guessed soon.</summary>
internal static class PasswordRules
{
    public const int MinLength = 10;

    public const string TooWeak =
        "is among the most common passwords or too close to one, to common words or to the account's own; choose another one";

    /// <summary>Guesses, as a power of ten: from some 10^8 on, guessing at the door takes years.</summary>
    private const int MinStrength = 8;

    /// <summary>Why the password may not be set, to follow the name of the field; null when it may.</summary>
    /// <param name="password">As it was typed.</param>
    /// <param name="ownWords">The address and the name of the account: whoever knows them tries them.</param>
    public static string? Objection(string password, params IEnumerable<string?> ownWords) =>
        !TextRules.IsStorable(password) ? TextRules.NotStorable
        : TextRules.Length(password) is < MinLength or > TextLengths.Password ? $"must have {MinLength} to {TextLengths.Password} characters"
        : password.Distinct().Count() < 3 || PasswordStrength.Of(password, ownWords) < MinStrength
            ? TooWeak
        : null;
}
