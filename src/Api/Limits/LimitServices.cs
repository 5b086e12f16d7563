namespace StatusLevels.Api.Limits;

/// <summary>How often each caller may ask and try to sign in, and how much this node works on at once.</summary>
internal static class LimitServices
{
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AnsweredProblems>();
        builder.Services.AddSingleton<BodyGate>();
        builder.Services.AddSingleton<CallLimiter>();
        builder.Services.AddSingleton<CrashLog>();
        builder.Services.AddSingleton<FailedCredentials>();
        builder.Services.AddSingleton<RequestGate>();
        builder.Services.AddSingleton<SignInLimiter>();
    }
}
