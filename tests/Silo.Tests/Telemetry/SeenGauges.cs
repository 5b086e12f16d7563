using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace StatusLevels.Silo.Tests.Telemetry;

/// <summary>What the observable instruments of one meter say.</summary>
internal sealed class SeenGauges : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, double> seen = new(StringComparer.Ordinal);

    public SeenGauges(string meter, IMeterFactory meters)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == meter && instrument.Meter.Scope == meters)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
    }

    /// <summary>The last word of each name with its tags, and the whole number.</summary>
    public string Text()
    {
        seen.Clear();
        listener.RecordObservableInstruments();
        return string.Join(", ", seen.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value:0}"));
    }

    public void Dispose() => listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name[(instrument.Name.LastIndexOf('.') + 1)..];
        foreach (var tag in tags)
        {
            name += $" {tag.Value}";
        }

        seen[name] = value;
    }
}
