using Microsoft.Extensions.Configuration;
using StatusLevels.Api.Settings;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Settings;

/// <summary>What tests of settings begin with: a folder, a session key, and a reader.</summary>
public abstract class SettingsToRead : IDisposable
{
    private protected static readonly (string, string?) Key = ("SESSION_SECRET_KEY", "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo");

    private protected readonly TestFolder folder = new();

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected ApiSettings Read(bool isDevelopment, params (string Name, string? Value)[] settings) =>
        new SettingsReader(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("DATA_DIR", folder.Path)])
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
                .Build(),
            isDevelopment).Read();
}
