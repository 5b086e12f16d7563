using System.Net;
using System.Net.Http.Headers;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>Sends an event to an endpoint, once. Whatever the receiver does is the outcome of the try, and no exception.</summary>
internal sealed class WebhookSender(
    ReceiverConnections connections, WebhookEnvelope envelope, WebhookSigningKeys keys, TimeProvider time)
{
    /// <summary>How long a try takes at most.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Marks what somebody asked for once more.</summary>
    public const string ReplayHeader = "StatusLevels-Replay";

    private static readonly ProductInfoHeaderValue Product =
        new("StatusLevels", typeof(WebhookSender).Assembly.GetName().Version!.ToString(3));

    /// <summary>One try.</summary>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> ended it: nobody knows what the receiver has.
    /// </exception>
    public Task<Attempt> SendAsync(WebhookTarget target, DueDelivery delivery, CancellationToken cancellationToken) =>
        SendAsync(target, delivery, Patience, cancellationToken);

    /// <summary>One try that takes this long at most.</summary>
    public async Task<Attempt> SendAsync(
        WebhookTarget target, DueDelivery delivery, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var place = await connections.EnterAsync(cancellationToken);
        var (at, began) = (time.GetUtcNow(), TimeProvider.System.GetTimestamp());
        using var request = Request(target, delivery, at);
        // Real time, whatever the clock of the product says: it is a machine that is waited for.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            using var answer = await connections.SendAsync(request, target.IsOfPlatform, deadline.Token);
            var status = (int)answer.StatusCode;
            var isTaken = answer.IsSuccessStatusCode;
            var body = await AnswerBody.ReadAsync(answer.Content, deadline.Token);
            return new Attempt(
                at, Elapsed(),
                isTaken ? AttemptOutcome.Delivered : answer.StatusCode == HttpStatusCode.Gone ? AttemptOutcome.Gone : AttemptOutcome.Failed,
                status, isTaken ? null : SendFaults.Of(status), body, RetryAfter(answer));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && SendFaults.Of(exception) is not null)
        {
            return new Attempt(at, Elapsed(), AttemptOutcome.Failed, Error: SendFaults.Of(exception));
        }

        int Elapsed() => (int)TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
    }

    private HttpRequestMessage Request(WebhookTarget target, DueDelivery delivery, DateTimeOffset now)
    {
        var happened = delivery.Event ?? throw new ArgumentException("A webhook tells an event.", nameof(delivery));
        var message = WebhookMessage.Sign(
            happened.Id, now, buffer => envelope.Write(buffer, happened, target.Id, delivery.PreviousNumber), target.SecretsAt(now),
            keys.SigningAt(now));
        var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ReadOnlyMemoryContent(message.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(target.ContentType);
        request.Headers.UserAgent.Add(Product);
        request.Headers.Add(WebhookSignatures.IdHeader, message.Id);
        request.Headers.Add(WebhookSignatures.TimestampHeader, message.Timestamp);
        request.Headers.Add(WebhookSignatures.SignatureHeader, message.Signature);
        if (delivery.Replay)
        {
            request.Headers.Add(ReplayHeader, "true");
        }

        return request;
    }

    // Others send it along with answers that say nothing of when.
    private DateTimeOffset? RetryAfter(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout
            ? answer.Headers.RetryAfter switch
            {
                { Delta: { } pause } => time.GetUtcNow() + pause,
                { Date: { } instant } => instant,
                _ => null,
            }
            : null;
}
