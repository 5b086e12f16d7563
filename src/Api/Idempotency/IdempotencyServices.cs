namespace StatusLevels.Api.Idempotency;

/// <summary>Requests that may be sent again.</summary>
internal static class IdempotencyServices
{
    public static void AddIdempotency(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RequestKeys>();
        builder.Services.AddSingleton<KeptAnswers>();
        builder.Services.AddHostedService<ExpiredAnswers>();
    }
}
