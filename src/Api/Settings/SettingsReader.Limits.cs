using StatusLevels.Api.Limits;
using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>How much callers may ask for.</summary>
internal sealed partial class SettingsReader
{
    private const int MostPermits = 1_000_000_000;

    private TrafficLimits TrafficLimits() => new()
    {
        PublicPerMinute = configuration.Setting("PUBLIC_PER_MINUTE", "RateLimits:PublicPerMinute").Number(1, MostPermits) ?? 600,
        BadgesPerMinute = configuration.Setting("BADGES_PER_MINUTE", "RateLimits:BadgesPerMinute").Number(1, MostPermits) ?? 6000,
        SignedInPerMinute = configuration.Setting("SIGNED_IN_PER_MINUTE", "RateLimits:SignedInPerMinute").Number(1, MostPermits) ?? 600,
        ServicePerMinute = configuration.Setting("SERVICE_PER_MINUTE", "RateLimits:ServicePerMinute").Number(1, MostPermits) ?? 6000,
        PaymentsPerSecond = configuration.Setting("PAYMENTS_PER_SECOND", "RateLimits:PaymentsPerSecond").Number(1, MostPermits) ?? 100,
        PaymentsBurst = configuration.Setting("PAYMENTS_BURST", "RateLimits:PaymentsBurst").Number(1, MostPermits) ?? 1000,
        RequestsAtOnce = configuration.Setting("REQUESTS_AT_ONCE", "Http:RequestsAtOnce").Number(1, 100_000) ?? 256,
        RequestsWaiting = configuration.Setting("REQUESTS_WAITING", "Http:RequestsWaiting").Number(0, 100_000) ?? 128,
    };
}
