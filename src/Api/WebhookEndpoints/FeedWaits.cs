using StatusLevels.Api.Delivery;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Questions to the feed that wait for the next event.</summary>
internal sealed class FeedWaits(EventFeed feed, DeliverySignal numbered, IHostApplicationLifetime life)
{
    private const int AtOnce = 32;
    private const int OfOneCaller = 2;

    // Events that other processes numbered are seen by looking.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly SharedGate<Actor> places = new(AtOnce, OfOneCaller);

    /// <summary>How many wait now.</summary>
    public int Waiting => places.Taken;

    /// <summary>What there is; when that is nothing, what comes within some time. A node that stops answers at once.</summary>
    public async Task<Results<Ok<EventsReply>, Problem>> ReadAsync(
        HttpContext context, long after, FeedEnd end, FeedQuery query, TimeSpan patience)
    {
        var next = numbered.Next;
        var reply = await feed.ReadAsync(after, end, query, context.RequestAborted);
        if (reply.Items.Count > 0 || patience == TimeSpan.Zero || Ends(reply) < end.Position)
        {
            return TypedResults.Ok(reply);
        }

        using var place = places.Enter(context.User.Caller()!.Actor);
        if (place is null)
        {
            return Problem.Overloaded;
        }

        context.LeavePlace();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        deadline.CancelAfter(patience);
        while (reply.Items.Count == 0 && !deadline.IsCancellationRequested)
        {
            await Task.WhenAny(next, Task.Delay(Look, TimeProvider.System, deadline.Token));
            next = numbered.Next;
            var now = await feed.EndAsync(context.RequestAborted);
            if (now.IsHeld || now.Feed != end.Feed)
            {
                return FeedEndpoint.Held;
            }

            reply = await feed.ReadAsync(Ends(reply), now, query, context.RequestAborted);
        }

        return TypedResults.Ok(reply);
    }

    private static long Ends(EventsReply reply) => FeedCursor.Read(reply.NextCursor)!.Position;
}
