namespace StatusLevels.Api.Accounts;

/// <summary>What counts as an e-mail address: whether mail arrives there only sending can tell.</summary>
internal static class EmailAddress
{
    public const string Expected = "must be an e-mail address of at most 254 characters";

    public static bool IsValid(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0
            && at == text.LastIndexOf('@')
            && at < text.Length - 1
            && TextRules.Length(text) <= TextLengths.EmailAddress
            && TextRules.IsStorable(text)
            && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character));
    }

    /// <summary>Addresses compare without case.</summary>
    public static string Key(string email) => email.ToLowerInvariant();
}
