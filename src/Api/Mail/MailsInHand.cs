using System.Collections.Concurrent;
using System.Threading.Channels;
using Npgsql;

namespace StatusLevels.Api.Mail;

/// <summary>
/// Mails that were taken out of the queue and whose outcome is not written down yet. Outcomes are written many at once, while more is sent.
/// </summary>
internal sealed class MailsInHand(MailOutcomes outcomes)
{
    private const int MostWritten = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, bool> known = [];
    private readonly Channel<MailOutcome> ended = Channel.CreateUnbounded<MailOutcome>();

    /// <summary>Which ones.</summary>
    public IReadOnlyCollection<Guid> Known => known.Keys.ToArray();

    public void Take(WaitingMail mail) => known[mail.Delivery.Id] = true;

    /// <summary>It was not tried: it waits in the database for whoever may.</summary>
    public void PutBack(WaitingMail mail) => known.TryRemove(mail.Delivery.Id, out _);

    /// <summary>This came of it.</summary>
    public void End(MailOutcome outcome) => ended.Writer.TryWrite(outcome);

    /// <summary>Nothing more ends.</summary>
    public void Complete() => ended.Writer.Complete();

    /// <summary>Writes outcomes down until nothing more ends.</summary>
    /// <param name="away">Hears that the database is away.</param>
    /// <param name="stoppingToken">From then on one try has to do.</param>
    public async Task WriteAllAsync(Action<NpgsqlException> away, CancellationToken stoppingToken)
    {
        List<MailOutcome> batch = [];
        while (batch.Count > 0 || await ended.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MostWritten && ended.Reader.TryRead(out var outcome))
            {
                batch.Add(outcome);
            }

            try
            {
                await outcomes.WriteAsync(batch, CancellationToken.None);
                batch.ForEach(outcome => PutBack(outcome.Mail));
                batch.Clear();
            }
            catch (NpgsqlException exception)
            {
                away(exception);
                if (stoppingToken.IsCancellationRequested)
                {
                    // What was not written down is sent again, with the same Message-ID.
                    return;
                }

                await Task.WhenAny(Task.Delay(Pause, TimeProvider.System, stoppingToken));
            }
        }
    }
}
