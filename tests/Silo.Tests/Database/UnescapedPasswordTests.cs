using StatusLevels.Silo.Database;

namespace StatusLevels.Silo.Tests.Database;

/// <summary>
/// Operators paste passwords without escaping them. Whatever stands in one, no piece of it is told to anybody: in a sentence, a log, or a
/// question for a host.
/// </summary>
public sealed class UnescapedPasswordTests
{
    private const int Tries = 4_000;
    private const string Signs = "@/?#:&=%[];,+ '\"!~$*()_-.";

    // Neither these pieces nor a part of them are words of a sentence.
    private static readonly string[] Pieces = ["Xq7z", "Zk9w", "Jv3x", "Qp8g"];

    [Theory]
    [InlineData("postgres://app:{0}@db.internal:5432/x")]
    [InlineData("postgresql://app:{0}@db.internal/x?sslmode=require&application_name=y")]
    [InlineData("postgres://app:{0}@db.internal?user=app")]
    [InlineData("postgres://app@db.internal/x?password={0}&sslmode=require")]
    [InlineData("postgres://app@db.internal/x?sslmode=require&password={0}")]
    [InlineData("app:{0}@db.internal:5432/x")]
    [InlineData("Host=db.internal;Username=app;Password={0};Database=x")]
    [InlineData("Password={0};Host=db.internal;Username=app")]
    public void No_piece_of_it_is_told(string template)
    {
        var random = new Random(4711);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var password = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ =>
                random.Next(2) == 0 ? Signs[random.Next(Signs.Length)].ToString() : Pieces[random.Next(Pieces.Length)]));
            Check(template.Replace("{0}", password, StringComparison.Ordinal));
        }
    }

    private static void Check(string value)
    {
        try
        {
            var settings = ConnectionStringParser.Parse(value, "DATABASE_URL").Settings;
            settings.Password = null;
            Assert.DoesNotContain(Pieces, piece => settings.ConnectionString.Contains(piece, StringComparison.OrdinalIgnoreCase));
            Assert.Equal("db.internal", settings.Host);
        }
        catch (StartupException refusal)
        {
            Assert.DoesNotContain(Pieces, piece => refusal.ToString().Contains(piece, StringComparison.OrdinalIgnoreCase));
        }
    }
}
