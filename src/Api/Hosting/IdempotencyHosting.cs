using StatusLevels.Api.Idempotency;

namespace StatusLevels.Api.Hosting;

/// <summary>Requests that may be sent again.</summary>
internal static class IdempotencyHosting
{
    public static void AddIdempotency(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RequestKeys>();
        builder.Services.AddSingleton<KeptAnswers>();
        builder.Services.AddHostedService<ExpiredAnswers>();
    }
}
