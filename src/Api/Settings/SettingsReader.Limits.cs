using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Settings;

/// <summary>How much callers may ask for.</summary>
internal sealed partial class SettingsReader
{
    private const int MostPermits = 1_000_000_000;

    private TrafficLimits TrafficLimits() => new()
    {
        PublicPerMinute = Number("PUBLIC_PER_MINUTE", "RateLimits:PublicPerMinute", 600, 1, MostPermits),
        SignedInPerMinute = Number("SIGNED_IN_PER_MINUTE", "RateLimits:SignedInPerMinute", 600, 1, MostPermits),
        ServicePerMinute = Number("SERVICE_PER_MINUTE", "RateLimits:ServicePerMinute", 6000, 1, MostPermits),
        PaymentsPerSecond = Number("PAYMENTS_PER_SECOND", "RateLimits:PaymentsPerSecond", 100, 1, MostPermits),
        PaymentsBurst = Number("PAYMENTS_BURST", "RateLimits:PaymentsBurst", 1000, 1, MostPermits),
        RequestsAtOnce = Number("REQUESTS_AT_ONCE", "Http:RequestsAtOnce", 256, 1, 100_000),
        RequestsWaiting = Number("REQUESTS_WAITING", "Http:RequestsWaiting", 128, 0, 100_000),
    };
}
