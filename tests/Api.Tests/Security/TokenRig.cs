using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Security;
using StatusLevels.Api.Settings;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Security;

/// <summary>The judge of tokens with a real issuer on the loopback address and a clock of the test's.</summary>
internal sealed class TokenRig : IAsyncDisposable
{
    private TokenRig(TestIssuer issuer)
    {
        Issuer = issuer;
        Tokens = Create(("OIDC_AUTHORITY", issuer.Authority), ("OIDC_AUDIENCE", TestIssuer.Audience), ("OIDC_ADMIN_CLAIM", "roles=admin"));
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public TestLog Log { get; } = new(LogLevel.Debug);

    public TestIssuer Issuer { get; }

    /// <summary>Believes the issuer, and whom it calls an admin.</summary>
    public BearerTokens Tokens { get; }

    public static async Task<TokenRig> StartAsync() => new(await TestIssuer.StartAsync());

    public BearerTokens Create(params (string Name, string Value)[] settings) => new(
        new SettingsReader(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                [
                    new("SESSION_SECRET_KEY", "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo"),
                    .. settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)),
                ])
                .Build(),
            isDevelopment: false).Read(),
        Time, new LoggerFactory([Log], new LoggerFilterOptions { MinLevel = LogLevel.Debug }).CreateLogger<BearerTokens>());

    public JsonObject Claims(string subject = "somebody") => Issuer.Claims(subject, Time.GetUtcNow());

    public JsonObject Claims(Action<JsonObject> change)
    {
        var claims = Claims();
        change(claims);
        return claims;
    }

    public Task<TokenUser?> ReadAsync(string token) => Tokens.ReadAsync(token);

    public Task<TokenUser?> ReadAsync(JsonObject claims) => ReadAsync(Issuer.Token(claims));

    public ValueTask DisposeAsync()
    {
        Tokens.Dispose();
        return Issuer.DisposeAsync();
    }
}

internal static class ReadTokens
{
    /// <summary>By nobody in particular.</summary>
    public static Task<TokenUser?> ReadAsync(this BearerTokens tokens, string token) =>
        tokens.ReadAsync(token, BearerOrigin.Own, CancellationToken.None);
}
