using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Api.Accounts;

/// <summary>How a hash was made: all but its end, the derived key. The layout is the one of ASP.NET Core's hasher, version 3.</summary>
/// <param name="Function">1: HMAC-SHA256, 2: HMAC-SHA512.</param>
/// <param name="Iterations">How much work it is.</param>
/// <param name="Salt">Random, of its own.</param>
internal sealed record HashRecipe(uint Function, int Iterations, byte[] Salt)
{
    public const uint Sha512 = 2;
    public const int SaltBytes = 16;

    private const uint Sha256 = 1;
    private const int KeyBytes = 32;

    /// <summary>What <c>password_recipe_of</c> hands out; null for what this product never made.</summary>
    public static HashRecipe? Read(byte[]? bytes) =>
        bytes is [1, ..] and { Length: 13 + SaltBytes }
            && BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)) is var function and (Sha256 or Sha512)
            && BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5)) is > 0 and var iterations
            ? new(function, iterations, bytes[13..])
            : null;

    /// <summary>Salts are random: another one is another hash.</summary>
    public bool IsSame(HashRecipe? other) => other is not null && Salt.AsSpan().SequenceEqual(other.Salt);

    public byte[] Derive(string password) => Rfc2898DeriveBytes.Pbkdf2(
        Encoding.UTF8.GetBytes(password),
        Salt,
        Iterations,
        Function == Sha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256,
        KeyBytes);
}
