namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>Polls what must become true.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = Testing.Patience.OfMinutes(3);

    /// <summary>Waits until the condition holds; fails at once, with what it said, when the program that must make it true ends before.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, Command program)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!await condition())
        {
            if (program.HasEnded)
            {
                var ended = await program.EndAsync();
                Assert.Fail($"It ended with exit code {ended.ExitCode}:\n{ended.Output}\n{ended.Error}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }
    }
}
