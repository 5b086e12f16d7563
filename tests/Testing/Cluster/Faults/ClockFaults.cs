namespace StatusLevels.Testing.Cluster.Faults;

/// <summary>A clock that is set.</summary>
public static class ClockFaults
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(2);

    /// <summary>Two minutes forward, back, two minutes back, and forward again; notices fall due in all of it.</summary>
    public static async Task<FaultOutcome> StepAsync(FaultScale scale)
    {
        var clock = new SteppedClock();
        await using var server = await PostgresServer.StartAsync(scale.Durable);
        await using var database = server.OpenDatabase();
        await using var product = await SteppedProduct.StartAsync(server, clock);
        await using var asked = new LoadedProduct(scale, [product.Address], await ServiceCaller.CreateKeyAsync(database), database);
        var each = scale.During / 4;
        await asked.BeginAsync(Step + each, clock);
        foreach (var by in (TimeSpan[])[Step, -Step, -Step, Step])
        {
            clock.Step(by);
            await Task.Delay(each);
        }

        // What was not due yet when the clock came back is due for good now.
        clock.Step(Step);
        return await asked.EndAsync(
            "clock set by +2, −2, −2, +2 minutes", [0], "how late a notice was is told by the database, whose clock was not set");
    }
}
