using StatusLevels.Api.Delivery.Mail;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Mail;

/// <summary>Mail: who is written to, what, and how it leaves.</summary>
internal static class MailHosting
{
    public static void AddMail(this WebApplicationBuilder builder, ApiSettings settings)
    {
        builder.Services.AddSingleton(settings.Mail);
        builder.Services.AddSingleton<MailMetrics>();
        builder.Services.AddSingleton<MailFanOut>();
    }
}
