using Microsoft.Extensions.Configuration;
using Npgsql;
using StatusLevels.Silo.Database;

namespace StatusLevels.Silo.Tests.Database;

public sealed class DatabaseOptionsTests
{
    [Fact]
    public void The_environment_beats_the_connection_string_and_an_empty_value_is_none()
    {
        Assert.Equal(
            ("postgres://url", "DATABASE_URL"),
            Source(("DATABASE_URL", "postgres://url"), ("ConnectionStrings:StatusLevels", "Host=string")));
        Assert.Equal(
            ("Host=string", "ConnectionStrings:StatusLevels"),
            Source(("DATABASE_URL", "  "), ("ConnectionStrings:StatusLevels", "Host=string")));
        Assert.Null(Read(("DATABASE_URL", "")).Database);

        static (string?, string) Source(params (string, string)[] settings) => (Read(settings).Database, Read(settings).DatabaseSource);
    }

    [Theory]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("off", false)]
    [InlineData("", null)]
    public void Whether_to_migrate_is_said_in_many_ways(string value, bool? meant) =>
        Assert.Equal(meant, Read(("MIGRATE_ON_START", value)).MigrateOnStart);

    [Fact]
    public void A_flag_that_is_neither_is_refused_by_name() =>
        Assert.Contains(
            "MIGRATE_ON_START", Assert.Throws<StartupException>(() => Read(("MIGRATE_ON_START", "maybe"))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("DATABASE_URL", "postgres://h/d?pgbouncer=true")]
    [InlineData("MIGRATIONS_DATABASE_URL", "postgres://h/d?pgbouncer=true")]
    public void The_first_products_place_is_not_taken_through_a_pooler(string name, string url)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(name, url)]).Build();

        Assert.NotEmpty(FirstProduct.ConnectionString(settings, from: null));
        Assert.Contains(
            "MIGRATIONS_DATABASE_URL",
            Assert.Throws<StartupException>(() => FirstProduct.ConnectionString(settings, from: null, moves: true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Pools_are_large_but_leave_room_for_one_another()
    {
        var settings = DatabaseSettings.ForPools(new NpgsqlConnectionStringBuilder("Host=h"), connectionsAllowed: 97, throughPooler: false);

        Assert.InRange(settings.MaxPoolSize, 41, 48);
        Assert.True(settings.NoResetOnClose);
        Assert.True(settings.MaxAutoPrepare > 0);
        Assert.Equal("statuslevels", settings.SearchPath);
        Assert.Equal(5, settings.CommandTimeout);
        Assert.Equal(
            8,
            DatabaseSettings.ForPools(
                new NpgsqlConnectionStringBuilder("Host=h"), connectionsAllowed: 20, throughPooler: false).MaxPoolSize);
    }

    [Fact]
    public void Through_a_transaction_pooler_nothing_outlives_a_transaction()
    {
        var settings = DatabaseSettings.ForPools(
            new NpgsqlConnectionStringBuilder("Host=h;Max Auto Prepare=20;Search Path=other"), connectionsAllowed: 97, throughPooler: true);

        Assert.Equal(0, settings.MaxAutoPrepare);
        Assert.Null(settings.SearchPath);
        Assert.True(settings.NoResetOnClose);
    }

    [Fact]
    public void What_the_operator_set_stays()
    {
        var given = new NpgsqlConnectionStringBuilder("Host=h;MaxPoolSize=7;Timeout=3;Command Timeout=9;Application Name=mine;Max Auto Prepare=0;No Reset On Close=false");
        var settings = DatabaseSettings.ForPools(given, connectionsAllowed: 97, throughPooler: false);

        Assert.Equal(
            (7, 3, 9, "mine", 0, false),
            (
                settings.MaxPoolSize, settings.Timeout, settings.CommandTimeout, settings.ApplicationName, settings.MaxAutoPrepare,
                settings.NoResetOnClose));
    }

    private static DatabaseOptions Read(params (string Name, string Value)[] settings) => DatabaseOptions.From(
        new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))).Build());
}
