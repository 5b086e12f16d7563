using System.Numerics;
using System.Text;

namespace StatusLevels.Transparency.Credentials;

/// <summary>Bytes as credentials write signatures and keys: base58 in Bitcoin's alphabet, with the letter that says so.</summary>
public static class Multibase
{
    private const char Base58Prefix = 'z';
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    // The number of Ed25519 public keys among the multicodecs, 0xed, as a varint.
    private static ReadOnlySpan<byte> Ed25519Codec => [0xed, 0x01];

    /// <summary>The text of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        var digits = new StringBuilder();
        while (!number.IsZero)
        {
            (number, var digit) = BigInteger.DivRem(number, Alphabet.Length);
            digits.Insert(0, Alphabet[(int)digit]);
        }

        // Zeros in front are no part of the number: each is a digit of its own.
        var zeros = bytes.IndexOfAnyExcept((byte)0) is >= 0 and var first ? first : bytes.Length;
        return digits.Insert(0, new string(Alphabet[0], zeros)).Insert(0, Base58Prefix).ToString();
    }

    /// <summary>A public key of Ed25519, as a <c>Multikey</c> holds it.</summary>
    public static string OfKey(ReadOnlySpan<byte> publicKey) => Of([.. Ed25519Codec, .. publicKey]);
}
