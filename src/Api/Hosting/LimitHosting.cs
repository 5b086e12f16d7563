using StatusLevels.Api.Traffic;

namespace StatusLevels.Api.Hosting;

/// <summary>How often each caller may ask, and how much this node works on at once.</summary>
internal static class LimitHosting
{
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CallLimiter>();
        builder.Services.AddSingleton<RequestGate>();
    }
}
