using Microsoft.Extensions.Time.Testing;

namespace StatusLevels.Api.Tests;

/// <summary>A product of one test class's own, with a clock that only goes forward when it is told to.</summary>
public sealed class ApiWithClock : IAsyncLifetime
{
    /// <summary>A page that may call with a session.</summary>
    internal const string FrontEnd = "https://app.example.org";

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    internal TestApi Api { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Api = await TestApi.StartAsync(new() { ["CORS_ORIGINS"] = FrontEnd }, Time);

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}
