using System.Diagnostics;

namespace StatusLevels.Api.Mail;

/// <summary>So many mails a second, evenly: there is one mailer, so that its rate is the product's.</summary>
internal sealed class MailRate(int perSecond)
{
    private readonly Lock gate = new();
    private long next;

    /// <summary>Waits for a place.</summary>
    public Task EnterAsync(CancellationToken cancellationToken)
    {
        if (perSecond == 0)
        {
            return Task.CompletedTask;
        }

        lock (gate)
        {
            var now = Stopwatch.GetTimestamp();
            var place = Math.Max(now, next);
            next = place + (Stopwatch.Frequency / perSecond);
            return place > now ? Task.Delay(Stopwatch.GetElapsedTime(now, place), cancellationToken) : Task.CompletedTask;
        }
    }
}
