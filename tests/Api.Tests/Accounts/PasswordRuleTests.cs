using StatusLevels.Api.Accounts;

namespace StatusLevels.Api.Tests.Accounts;

/// <summary>Passwords that are guessed soon are none, and all others are.</summary>
public sealed class PasswordRuleTests
{
    private static string? Objection(string password) => PasswordRules.Objection(password, "Olga.Petrova@Example.test", "Ольга Петрова");

    [Theory]
    [InlineData("P@ssw0rd123")]
    [InlineData("letmein12345")]
    [InlineData("welcome12345")]
    [InlineData("zaq12wsxcde")]
    [InlineData("password!!")]
    [InlineData("StatusLevels1")]
    [InlineData("correct horse")]
    [InlineData("Summer2026!!")]
    [InlineData("P4$$w0rd2024")]
    [InlineData("letme1nletme1n")]
    [InlineData("qwertyuiop1!")]
    [InlineData("abcdefghij12")]
    [InlineData("9876543210a")]
    [InlineData("Ab1!Ab1!Ab1!")]
    [InlineData("abababababab")]
    [InlineData("йцукенгшщз12")]
    [InlineData("Пароль12345")]
    [InlineData("Tr0ub4dor&3")]
    [InlineData("ABCD-1234-ABCD")]
    [InlineData("ｐａｓｓｗｏｒｄ１２３")]
    public void What_attackers_try_first_is_refused(string password) =>
        Assert.StartsWith("is among the most common passwords", Objection(password), StringComparison.Ordinal);

    [Theory]
    [InlineData("olga.petrova@example.test")]
    [InlineData("OLGA.PETROVA@example.test1")]
    [InlineData("olga.petrova")]
    [InlineData("Petrova2026!")]
    [InlineData("ольга петрова")]
    [InlineData("petrova-olga-1")]
    public void Words_of_the_account_are_no_password(string password) =>
        Assert.StartsWith("is among the most common passwords", Objection(password), StringComparison.Ordinal);

    [Fact]
    public void The_whole_address_is_none_whoever_has_it() =>
        Assert.NotNull(PasswordRules.Objection("root@example.test", "root@example.test", "Platform admin"));

    [Theory]
    [InlineData("сезам откройся 7")]
    [InlineData("йод-и-ёлка 7 é")]
    [InlineData("three blue lanterns")]
    [InlineData("another long secret")]
    [InlineData("a long enough secret")]
    [InlineData("xK7#mQ2$vR")]
    [InlineData("8305947265")]
    [InlineData("🙂🚀🌍🎈🎩🐙🦉🍀🧊🪁")]
    public void What_takes_long_to_guess_is_taken(string password) => Assert.Null(Objection(password));

    [Fact]
    public void The_longest_one_is_judged_as_well() =>
        Assert.Null(Objection(string.Concat(Enumerable.Range(0, 64).Select(at => $"{(char)('a' + (at * 7 % 26))}{at % 10}"))));
}
