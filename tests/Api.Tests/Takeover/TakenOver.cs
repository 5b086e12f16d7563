using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Takeover;

/// <summary>A database of the first product that was taken over, to be copied by each test.</summary>
public sealed class TakenOver : IAsyncLifetime
{
    private TakeoverShell shell = null!;

    public async ValueTask InitializeAsync()
    {
        shell = await TakeoverShell.BesideFirstProductAsync();
        await shell.FillAsync(60);
        Assert.Equal((0, ""), await shell.CodeAndErrorAsync());
    }

    public ValueTask DisposeAsync() => shell.DisposeAsync();

    public Task<TestDatabase> CopyAsync() => TestPostgres.CopyAsync(shell.Database);
}
