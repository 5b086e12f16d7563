using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Grains.Domain;

/// <summary>
/// Ids derived from what they name (UUID version 5, RFC 9562), so that the same decision always makes the same ids.
/// </summary>
public static class DerivedId
{
    public static Guid Entry(OrganizationId organization, int epoch, long sequence) => Create(organization, $"{epoch}/entry/{sequence}");

    /// <summary>The id of a holding, named after the history entry that granted it.</summary>
    public static Guid Holding(OrganizationId organization, int epoch, long sequence) => Create(organization, $"{epoch}/level/{sequence}");

    public static Guid Request(OrganizationId organization, int epoch, long number) => Create(organization, $"{epoch}/request/{number}");

    // The organization's own UUID is the namespace.
    [SuppressMessage("Security", "CA5350", Justification = "UUIDv5 is defined over SHA-1; nothing secret hangs on it.")]
    private static Guid Create(OrganizationId organization, string name)
    {
        Span<byte> input = stackalloc byte[16 + Encoding.UTF8.GetMaxByteCount(name.Length)];
        organization.Value.TryWriteBytes(input, bigEndian: true, out _);
        var length = 16 + Encoding.UTF8.GetBytes(name, input[16..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input[..length], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
