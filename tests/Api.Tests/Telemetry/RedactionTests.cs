using Npgsql;
using StatusLevels.Silo.Logging;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>Whom the database turns away is not told, at the start or later, by whoever writes to the log.</summary>
public sealed class RedactionTests : IDisposable
{
    private const string User = "quiet_linnet";
    private const string Password = "no bird sings this";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("28P01: password authentication failed for user \"linnet\"", "28P01: password authentication failed for user \"…\"")]
    [InlineData(
        "28P01: Passwort-Authentifizierung für Benutzer »linnet« fehlgeschlagen",
        "28P01: Passwort-Authentifizierung für Benutzer »…« fehlgeschlagen")]
    [InlineData("28P01: пользователь \"linnet\" не прошёл проверку", "28P01: пользователь \"…\" не прошёл проверку")]
    [InlineData("28000: role \"linnet\" does not exist", "28000: role \"…\" does not exist")]
    [InlineData("3D000: database \"linnet\" does not exist", "3D000: database \"…\" does not exist")]
    [InlineData("53300: too many connections for role \"linnet\"", "53300: too many connections for role \"…\"")]
    [InlineData("08P01: no such user: linnet", "08P01: no such user: …")]
    [InlineData(
        "GET /x: 28000: no pg_hba.conf entry for host \"10.0.0.7\", user \"linnet\", database \"nest\"; trace 1",
        "GET /x: 28000: no pg_hba.conf entry for host \"…\", user \"…\", database \"…\"; trace 1")]
    [InlineData("42P01: relation \"linnet\" does not exist", "42P01: relation \"linnet\" does not exist")]
    [InlineData("Failed to connect to db.example.org:5432", "Failed to connect to db.example.org:5432")]
    public void Names_are_taken_out_of_what_the_database_says_to_those_it_turns_away(string said, string told) =>
        Assert.Equal(told, Redaction.Of(said));

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task A_start_with_a_wrong_password_names_the_host_and_nobody(string format)
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var wrong = new NpgsqlConnectionStringBuilder(database.RuntimeConnectionString) { Username = User, Password = Password };
        using var product = ProductProcess.Start(
            folder.Path, [], ("LOG_FORMAT", format), ("PORT", "0"), ("DATABASE_URL", wrong.ConnectionString));

        var (output, error) = await product.EndAsync([]);

        Assert.Equal(1, product.ExitCode);
        Assert.Equal($"DATABASE_URL: the server at {wrong.Host}:{wrong.Port} refused the password of its user.", error);
        ShouldNameNobody(output + error);
    }

    [Fact]
    public async Task A_node_that_is_turned_away_while_it_runs_names_nobody_in_all_that_it_says()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await ExecuteAsync(database, $"create role {User} login password '{Password}' in role statuslevels_runtime");
        try
        {
            var given = new NpgsqlConnectionStringBuilder(database.RuntimeConnectionString) { Username = User, Password = Password };
            using var product = ProductProcess.Start(
                folder.Path, [],
                [.. OneOfMany.On(database), ("LOG_FORMAT", "json"), ("PORT", "0"), ("DATABASE_URL", $"{given};{TestApi.SmallPool}")]);
            var said = await product.SaysAsync("StatusLevels is ready at ");
            await ExecuteAsync(database, $"alter role {User} password 'another'");
            await ExecuteAsync(database, $"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{User}'");

            // The product's own words, and those of Orleans with the exception.
            var (own, others) = (false, false);
            while (!own || !others)
            {
                var line = await product.ReadLineAsync() ?? throw new InvalidOperationException($"It ended:\n{said}");
                said += $"{line}\n";
                var isRefusal = line.Contains("28P01: ", StringComparison.Ordinal);
                own |= isRefusal && line.Contains("\"category\":\"StatusLevels.", StringComparison.Ordinal);
                others |= isRefusal && line.Contains("\"category\":\"Orleans.", StringComparison.Ordinal);
            }

            product.Interrupt();
            var (output, error) = await product.EndAsync([]);
            ShouldNameNobody(said + output + error);
            Assert.Contains("for user \\\"…\\\"", said, StringComparison.Ordinal);
        }
        finally
        {
            await ExecuteAsync(database, $"drop role {User}");
        }
    }

    private static void ShouldNameNobody(string said)
    {
        Assert.DoesNotContain(User, said, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, said, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
