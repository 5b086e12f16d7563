using System.Numerics;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>Reads what the product only writes.</summary>
internal static class Base58Text
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>The bytes of a multibase text.</summary>
    public static byte[] Read(string multibase)
    {
        Assert.StartsWith("z", multibase, StringComparison.Ordinal);
        var digits = multibase[1..];
        var number = digits.Aggregate(BigInteger.Zero, static (sum, digit) => (sum * Alphabet.Length) + Alphabet.IndexOf(digit));
        var zeros = digits.TakeWhile(static digit => digit == '1').Count();
        return [.. new byte[zeros], .. number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true)];
    }
}
