namespace StatusLevels.Api.Texts;

/// <summary>The form of a word that a number asks for, as CLDR has it for whole numbers.</summary>
internal static class PluralForm
{
    /// <summary>The form of a sentence that counts nothing, and of every number that no other form is for.</summary>
    public const string Other = "other";

    private const string One = "one";
    private const string Few = "few";
    private const string Many = "many";

    /// <summary>The forms that a counted sentence of this language has.</summary>
    public static IReadOnlyList<string> Needed(string language) => language == "ru" ? [One, Few, Many] : [One, Other];

    public static string Of(string language, long number) => language == "ru" ? Russian(Math.Abs(number)) : number == 1 ? One : Other;

    private static string Russian(long number) => (number % 10, number % 100) switch
    {
        (_, >= 11 and <= 14) => Many,
        (1, _) => One,
        ( >= 2 and <= 4, _) => Few,
        _ => Many,
    };
}
