namespace StatusLevels.Api.Limits;

/// <summary>How much callers may ask for, and how much one node takes on at once.</summary>
internal sealed record TrafficLimits
{
    /// <summary><c>PUBLIC_PER_MINUTE</c>: requests of one address that nobody signed in at.</summary>
    public required int PublicPerMinute { get; init; }

    /// <summary><c>BADGES_PER_MINUTE</c>: badges, their script and scans that one address asks for.</summary>
    public required int BadgesPerMinute { get; init; }

    /// <summary><c>SIGNED_IN_PER_MINUTE</c>: requests of one user.</summary>
    public required int SignedInPerMinute { get; init; }

    /// <summary><c>SERVICE_PER_MINUTE</c>: requests of one service key.</summary>
    public required int ServicePerMinute { get; init; }

    /// <summary><c>PAYMENTS_PER_SECOND</c>: signed webhooks, for as long as they like.</summary>
    public required int PaymentsPerSecond { get; init; }

    /// <summary><c>PAYMENTS_BURST</c>: signed webhooks that may come at once after a pause.</summary>
    public required int PaymentsBurst { get; init; }

    /// <summary><c>REQUESTS_AT_ONCE</c>: requests that this node works on at the same time.</summary>
    public required int RequestsAtOnce { get; init; }

    /// <summary><c>REQUESTS_WAITING</c>: requests beyond those that may wait, for a second at most; 0 lets none wait.</summary>
    public required int RequestsWaiting { get; init; }
}
