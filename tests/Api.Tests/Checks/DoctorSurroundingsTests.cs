using Npgsql;
using StatusLevels.Api.Checks.Doctor;
using StatusLevels.Api.Tests.Delivery;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Checks;

/// <summary>What goes wrong around a product that runs is found: its process, its server, its clock, its connections.</summary>
[Collection(nameof(DoctorPatient))]
public sealed class DoctorSurroundingsTests(DoctorPatient patient)
{
    [Fact]
    public async Task A_product_that_is_away_or_not_ready_or_another_one_is_found()
    {
        await using var rig = await patient.CopyAsync();
        Assert.Equal(["SL-201 fail"], CheckRig.Found(await rig.DoctorAsync(new Uri($"http://127.0.0.1:{CheckRig.ClosedPort()}/"))));

        var other = rig.Keep(await TestReceiver.StartAsync(async context =>
        {
            context.Response.StatusCode = 503;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync("""{"status":"not_ready","checks":{"database":"failed","silo":"ok"}}"""u8.ToArray());
        }));
        var report = await rig.DoctorAsync(new Uri(other.Url, "/"));
        Assert.Equal(["SL-201 fail"], CheckRig.Found(report));
        Assert.EndsWith(" is not ready: database", CheckRig.Of(report, DoctorRules.Product).Finding.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_away_is_found_and_what_it_hides_was_not_looked_at()
    {
        await using var rig = await patient.CopyAsync();
        rig.Settings["DATABASE_URL"] = $"postgres://u:p@127.0.0.1:{CheckRig.ClosedPort()}/db";

        var report = await rig.DoctorAsync(patient.Product);

        Assert.Equal(["SL-202 fail"], CheckRig.Found(report));
        Assert.All(
            report.Results.Where(result => result.Rule != DoctorRules.Product && result.Rule != DoctorRules.Database),
            result => Assert.Equal("not looked at: SL-202 comes first", result.Finding.Seen));
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_found()
    {
        await using var rig = await patient.CopyAsync();
        rig.Around = rig.Around with { Clock = new WrongClock(TimeSpan.FromSeconds(10)) };

        Assert.Equal(["SL-204 warn"], CheckRig.Found(await rig.DoctorAsync(patient.Product)));
    }

    [Fact]
    public async Task Connections_that_are_used_up_are_found()
    {
        await using var rig = await patient.CopyAsync();
        await rig.ExecuteAsync($"alter database {rig.Database.Name} connection limit 5");
        // The owner is let in when nobody else is.
        rig.Settings["DATABASE_URL"] = $"{rig.Database.ConnectionString};{TestApi.SmallPool}";
        for (var count = 0; count < 5; count++)
        {
            await rig.Keep(new NpgsqlConnection($"{rig.Database.ConnectionString};Pooling=false")).OpenAsync(
                TestContext.Current.CancellationToken);
        }

        Assert.Equal(["SL-251 warn"], CheckRig.Found(await rig.DoctorAsync(patient.Product)));
    }

    [Fact]
    public async Task A_replication_slot_that_was_left_behind_is_found()
    {
        await using var rig = await patient.CopyAsync();
        await rig.ExecuteAsync("select pg_create_physical_replication_slot('left_behind')");
        try
        {
            Assert.Equal(["SL-254 warn"], CheckRig.Found(await rig.DoctorAsync(patient.Product)));
        }
        finally
        {
            await rig.ExecuteAsync("select pg_drop_replication_slot('left_behind')");
        }
    }

    [Fact]
    public async Task A_transaction_that_somebody_forgot_is_found()
    {
        await using var rig = await patient.CopyAsync();
        var forgotten = rig.Keep(new NpgsqlConnection($"{rig.Database.RuntimeConnectionString};Pooling=false"));
        await forgotten.OpenAsync(TestContext.Current.CancellationToken);
        rig.Keep(await forgotten.BeginTransactionAsync(TestContext.Current.CancellationToken));
        await using var read = new NpgsqlCommand("select 1", forgotten);
        await read.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        Assert.Empty(CheckRig.Found(await rig.DoctorAsync(patient.Product)));
        await using var age = rig.Database.DataSource.CreateCommand(
            "select clock_timestamp() - xact_start > '2 s' from pg_stat_activity where state = 'idle in transaction' and datname = current_database()");
        await Eventually.HoldsAsync(async () => await age.ExecuteScalarAsync(TestContext.Current.CancellationToken) is true);
        Assert.Equal(
            ["SL-256 warn"],
            CheckRig.Found(
                await rig.DoctorAsync(new DoctorScope(patient.Product, All: true, LongestTransaction: TimeSpan.FromSeconds(2)))));
    }
}
