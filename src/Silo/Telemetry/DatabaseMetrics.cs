using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace StatusLevels.Silo.Telemetry;

/// <summary>
/// The meter <c>StatusLevels.Database</c>: what Npgsql measures, instrument by instrument under the same names, but for the names of pools
/// (<see cref="PoolNames"/>). A view could only leave them out, and then several pools would be told as one.
/// </summary>
internal sealed class DatabaseMetrics : IHostedService, IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Database";

    private const string Source = "Npgsql";
    private const string PoolLabel = "db.client.connection.pool.name";

    private readonly Meter meter;
    private readonly MeterListener listener = new();
    private readonly List<IDisposable> observed = [];

    public DatabaseMetrics(IMeterFactory meters) => meter = meters.Create(MeterName);

    private delegate void Tell<T>(T value, in TagList tags);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        listener.InstrumentPublished = (source, _) =>
        {
            if (source.Meter.Name == Source && !(TryFollow<int>(source) || TryFollow<long>(source) || TryFollow<double>(source)))
            {
                throw new NotSupportedException($"Nobody knows how to tell of {source.Name}, a {source.GetType().Name} of {Source}.");
            }
        };
        listener.SetMeasurementEventCallback<int>(Pass);
        listener.SetMeasurementEventCallback<long>(Pass);
        listener.SetMeasurementEventCallback<double>(Pass);
        listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        listener.Dispose();
        observed.ForEach(one => one.Dispose());
    }

    private bool TryFollow<T>(Instrument source) where T : struct
    {
        var (name, unit, text) = (source.Name, source.Unit, source.Description);
        switch (source)
        {
            case Counter<T>:
                return Follow<T>(source, meter.CreateCounter<T>(name, unit, text).Add);
            case UpDownCounter<T>:
                return Follow<T>(source, meter.CreateUpDownCounter<T>(name, unit, text).Add);
            case Histogram<T> histogram:
                return Follow<T>(source, meter.CreateHistogram(name, unit, text, tags: null, histogram.Advice).Record);
            case ObservableCounter<T>:
                meter.CreateObservableCounter(name, Look<T>(source), unit, text);
                return true;
            case ObservableUpDownCounter<T>:
                meter.CreateObservableUpDownCounter(name, Look<T>(source), unit, text);
                return true;
            case ObservableGauge<T>:
                meter.CreateObservableGauge(name, Look<T>(source), unit, text);
                return true;
            default:
                return false;
        }
    }

    private bool Follow<T>(Instrument source, Tell<T> tell)
    {
        listener.EnableMeasurementEvents(source, tell);
        return true;
    }

    private static void Pass<T>(Instrument source, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? tell) =>
        ((Tell<T>)tell!)(value, Named(tags));

    /// <summary>Asks this instrument alone, when somebody asks ours.</summary>
    private Func<IEnumerable<Measurement<T>>> Look<T>(Instrument source) where T : struct
    {
        var (seen, asking) = (new List<Measurement<T>>(), new MeterListener());
        asking.SetMeasurementEventCallback<T>((_, value, tags, _) => seen.Add(new Measurement<T>(value, Named(tags))));
        asking.EnableMeasurementEvents(source);
        asking.Start();
        observed.Add(asking);
        return () =>
        {
            lock (asking)
            {
                seen.Clear();
                asking.RecordObservableInstruments();
                return [.. seen];
            }
        };
    }

    private static TagList Named(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var named = new TagList();
        foreach (var (label, value) in tags)
        {
            named.Add(label, label == PoolLabel && value is string pool ? PoolNames.Of(pool) : value);
        }

        return named;
    }
}
