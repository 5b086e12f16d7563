namespace StatusLevels.Grains.Contracts;

/// <summary>The idempotency key of a call.</summary>
/// <param name="Id">A hash of who calls, what for, and the caller's key: 64 lower hexadecimal digits.</param>
/// <param name="Fingerprint">A hash of what is asked, likewise: another one under the same id is another request.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.CallKey")]
public sealed record CallKey([property: Id(0)] string Id, [property: Id(1)] string Fingerprint)
{
    /// <summary>How long an answer is kept.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromHours(24);
}
