using System.Globalization;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Sends an endpoint an event that tells nothing, now, and sees what comes back.</summary>
internal sealed class EndpointTester(WebhookTargets targets, WebhookSender sender, TimeProvider time)
{
    /// <summary>What came back when there is no secret to sign with.</summary>
    public const string Unreadable = "secret_unreadable";

    private const int AtOnce = 16;
    private const int PerMinute = 6;
    private const int Remembered = 10_000;

    // Less than a request may take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly SharedGate<Guid> places = new(AtOnce, AtOnce);
    private readonly AttemptCounter tries = new(PerMinute, TimeSpan.FromMinutes(1), Remembered, time) { ForgetsOldest = true };

    /// <summary>A test of an endpoint that there is.</summary>
    /// <returns>What came back; or a problem: too many tests.</returns>
    public async Task<(EndpointTestReply? Reply, Problem? Problem)> TestAsync(EndpointReply endpoint, CancellationToken cancellationToken)
    {
        if (tries.Refuse(endpoint.Id.ToString("N", CultureInfo.InvariantCulture)) is { } pause)
        {
            return (null, CallLimits.TooMany(pause));
        }

        using var place = places.Enter(endpoint.Id);
        if (place is null)
        {
            return (null, Problem.Overloaded);
        }

        if (await targets.FindAsync(endpoint.Id, cancellationToken) is not { } target)
        {
            return (new(Delivered: false, StatusCode: null, Unreadable, Ms: 0, Body: null), null);
        }

        var attempt = await sender.SendAsync(target, Delivery(target), Patience, cancellationToken);
        return (
            new(attempt.Outcome == AttemptOutcome.Delivered, attempt.StatusCode, attempt.Error, attempt.Milliseconds, attempt.Body),
            null);
    }

    private DueDelivery Delivery(WebhookTarget target)
    {
        var now = Instant.Truncate(time.GetUtcNow());
        return new()
        {
            Id = Guid.CreateVersion7(now),
            EndpointId = target.Id,
            CreatedAt = now,
            Event = new(
                $"test/{target.Id:D}/{Guid.CreateVersion7(now):N}", EventTypes.Test, target.OrganizationId ?? Guid.Empty, Epoch: 0,
                Number: 0, now, Data: "{}", Status: null),
        };
    }
}
