using System.Buffers.Binary;
using System.Globalization;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>
/// Changes of what the directory knows of one organization follow each other: each one's audit tells what it really found.
/// </summary>
internal static class OrganizationLock
{
    // Two organizations that share a key wait for each other now and then, and nothing else comes of it.
    public static long Of(Guid organization)
    {
        Span<byte> bytes = stackalloc byte[16];
        organization.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) ^ BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
    }

    public static string Text(Guid organization) => organization.ToString("D", CultureInfo.InvariantCulture);
}
