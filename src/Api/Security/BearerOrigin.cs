using System.Net;

namespace StatusLevels.Api.Security;

/// <summary>Who presents a bearer that is not judged yet.</summary>
/// <param name="Address">Where it comes from; null: from this product.</param>
/// <param name="MayWait">False for an address that has presented too many that were not accepted.</param>
internal readonly record struct BearerOrigin(IPAddress? Address, bool MayWait)
{
    /// <summary>Nobody: the product itself wants to know.</summary>
    public static BearerOrigin Own { get; } = new(Address: null, MayWait: true);
}
