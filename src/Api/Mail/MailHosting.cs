using StatusLevels.Api.Delivery;
using StatusLevels.Api.Delivery.Mail;
using StatusLevels.Api.Mail.Letters;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Mail;

/// <summary>Mail: who is written to, what, and how it leaves.</summary>
internal static class MailHosting
{
    public static void AddMail(this WebApplicationBuilder builder, ApiSettings settings)
    {
        var services = builder.Services;
        services.AddSingleton(settings.Mail);
        services.AddSingleton<MailMetrics>();
        services.AddSingleton<MailAddresses>();
        services.AddSingleton<LetterWriter>();
        services.AddSingleton<LetterHtml>();
        services.AddSingleton<MessageSigner>();
        services.AddSingleton<MailComposer>();
        services.AddSingleton<MailTransports>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton<MailOutcomes>();
        services.AddSingleton<MailUpkeep>();
        services.AddSingleton<EndpointMail>();
        services.AddSingleton<DomainMail>();
        services.AddSingleton<MailLinks>();
        services.AddSingleton<FailingAddresses>();
        services.AddSingleton<MailPreferences>();
        services.AddSingleton<AccountMail>();
        services.AddSingleton<ResetLimiter>();
        services.AddSingleton<ForgottenPasswords>();
        services.AddSingleton<KnownAddresses>();
        services.AddHostedService(provider => provider.GetRequiredService<KnownAddresses>());
        if (settings.Mail.IsOn)
        {
            // While mail is off no mail is made: nothing old is sent once it is on.
            services.AddSingleton<IFanOut, MailFanOut>();
            services.AddSingleton<IFanOut, DigestFanOut>();
            services.AddSingleton<TestMail>();
            services.AddSingleton<MailLease>();
            services.AddSingleton<MailsInHand>();
            services.AddSingleton<Mailer>();
            services.AddHostedService(provider => provider.GetRequiredService<Mailer>());
        }
    }
}
