using System.Globalization;

namespace StatusLevels.Testing.Cluster;

/// <summary>What a <see cref="Load"/> asks for.</summary>
public sealed record LoadOptions
{
    /// <summary>
    /// Changes that fall due in a second, whatever becomes of the ones before; an organization has at most one under way.
    /// </summary>
    public double ChangesPerSecond { get; init; } = 60;

    /// <summary>Reads of a status that fall due in a second.</summary>
    public double ReadsPerSecond { get; init; } = 120;

    /// <summary>How many organizations are changed and read.</summary>
    public int Organizations { get; init; } = 120;

    /// <summary>A request that gets no 200 is sent once more, to the next node, under the same key.</summary>
    public bool RetryOnce { get; init; }

    /// <summary>How long a caller waits before the retry.</summary>
    public TimeSpan RetryPause { get; init; }

    /// <summary>How long a caller waits for an answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{ChangesPerSecond:0} changes/s and {ReadsPerSecond:0} reads/s over {Organizations} organizations"
        + $"{(RetryOnce ? ", one retry on another node" : "")}");
}
