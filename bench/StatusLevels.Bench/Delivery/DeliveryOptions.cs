namespace StatusLevels.Bench.Delivery;

/// <summary>What <c>bench/run delivery</c> is told.</summary>
/// <param name="Events">How many events wait when throughput is measured.</param>
/// <param name="Changes">How many changes are made one after the other, at an idle product.</param>
/// <param name="Flood">How many events go to three endpoints, one of them dead.</param>
/// <param name="Turn">How long changes are made under load, each time.</param>
internal sealed record DeliveryOptions(int Events, int Changes, TimeSpan Turn, int Flood)
{
    /// <exception cref="FormatException">A word is not known, or its value is none.</exception>
    public static DeliveryOptions Parse(IReadOnlyList<string> words) => OptionWord.Read(
        words,
        new DeliveryOptions(20_000, 300, TimeSpan.FromSeconds(10), 50_000),
        static (options, word) => word.Word switch
        {
            "--events" => options with { Events = word.Number() },
            "--flood" => options with { Flood = word.Number() },
            "--changes" => options with { Changes = word.Number() },
            "--seconds" => options with { Turn = word.Seconds() },
            _ => null,
        });
}
