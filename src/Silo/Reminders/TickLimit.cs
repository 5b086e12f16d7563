using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace StatusLevels.Silo.Reminders;

/// <summary>
/// Bounds how many ticks a silo has under way. Fifty thousand organizations may be due in the same second:
/// each that is woken reads its state before any code of its own runs, so they would take every connection
/// and run out of time together. Those that wait hold nothing, and their time limit has not begun.
/// </summary>
internal sealed class TickLimit(IOptions<WindowedReminderOptions> options, ReminderMetrics metrics, IHostApplicationLifetime lifetime)
    : IOutgoingGrainCallFilter, IDisposable
{
    private readonly SemaphoreSlim free = new(options.Value.TicksUnderWay);

    public Task Invoke(IOutgoingGrainCallContext context) =>
        context.Request.GetInterfaceType() == typeof(IRemindable) ? TickAsync(context) : context.Invoke();

    public void Dispose() => free.Dispose();

    private async Task TickAsync(IOutgoingGrainCallContext context)
    {
        try
        {
            // While the node drains, ticks that need not wait still come through.
            if (!free.Wait(TimeSpan.Zero, CancellationToken.None))
            {
                await free.WaitAsync(lifetime.ApplicationStopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops, and would wait for all of them. Their rows stay: whoever takes over the range fires what is overdue.
            return;
        }

        try
        {
            await context.Invoke();
        }
        catch (Exception)
        {
            metrics.Undelivered();
            throw;
        }
        finally
        {
            free.Release();
        }
    }
}
