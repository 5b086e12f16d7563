using StatusLevels.Silo.Expiry;
using StatusLevels.Silo.Notifications;

namespace StatusLevels.Api.Hosting;

/// <summary>What is told of ends, and seeing that it is.</summary>
internal static class ExpiryHosting
{
    public static void AddExpiry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NotificationList>();
        builder.Services.AddSingleton<ExpiringLevels>();
    }
}
