using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Silo.Logging;

/// <summary>
/// Stands in front of every log, whoever writes to it and wherever it goes: libraries log the exceptions of the database as they are.
/// </summary>
internal sealed class RedactingLoggers(LoggerFactory inner) : ILoggerFactory
{
    public static void TakePlace(IServiceCollection services)
    {
        services.TryAddSingleton<LoggerFactory>();
        services.Replace(ServiceDescriptor.Singleton<ILoggerFactory, RedactingLoggers>());
    }

    public ILogger CreateLogger(string categoryName) => new Redacting(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private sealed class Redacting(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel))
            {
                return;
            }

            var message = formatter(state, exception);
            if (Redaction.IsNeeded(message) || (exception is not null && Redaction.IsNeeded(exception.ToString())))
            {
                var redacted = Redaction.Of(message);
                inner.Log(logLevel, eventId, Properties(state), exception is null ? null : new Redacted(exception), (_, _) => redacted);
            }
            else
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }

        private static KeyValuePair<string, object?>[] Properties(object? state) =>
            state is IReadOnlyList<KeyValuePair<string, object?>> properties
                ? [.. properties.Select(property => KeyValuePair.Create(property.Key, Value(property.Value)))]
                : [];

        private static object? Value(object? value) => value is string or Exception ? Redaction.Of(value.ToString()!) : value;
    }

    /// <summary>An exception in the words that may be told of it.</summary>
    private sealed class Redacted(Exception exception) : Exception(Redaction.Of(exception.Message))
    {
        public override string ToString() => Redaction.Of(exception.ToString());
    }
}
