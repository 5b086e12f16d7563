using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace StatusLevels.Transparency;

/// <summary>
/// Where a tile is: 256 hashes side by side, of one level of the tree; level 0 holds leaves, each above it the roots of whole tiles below.
/// </summary>
/// <param name="Level">From 0 to 7: a tree of 2^63 leaves has no more.</param>
/// <param name="Index">Which of its level, from 0.</param>
/// <param name="Width">How many hashes, from 1 to 256; fewer than 256 only at the right edge.</param>
/// <remarks>c2sp.org/tlog-tiles</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TileAddress(int Level, long Index, int Width)
{
    /// <summary>How many hashes a whole tile has.</summary>
    public const int WholeWidth = 256;

    /// <summary>How many levels of the tree one level of tiles spans.</summary>
    public const int Height = 8;

    /// <summary>The highest level that a tree of 2^63 leaves needs.</summary>
    public const int HighestLevel = 7;

    // Its last hash has a place that a number of 64 bits holds.
    private const long HighestIndex = long.MaxValue / WholeWidth - 1;

    private const string PartialMark = ".p/";
    private const int DigitsOfAStep = 3;

    /// <summary>Nothing comes to it any more.</summary>
    public bool IsWhole => Width == WholeWidth;

    /// <summary>The tiles at the right edge, and every other that holds hashes which a tree of the old size did not have.</summary>
    public static IEnumerable<TileAddress> Changed(long oldSize, long newSize)
    {
        for (var level = 0; level <= HighestLevel && newSize >> (level * Height) > 0; level++)
        {
            var (had, has) = (oldSize >> (level * Height), newSize >> (level * Height));
            for (var index = had / WholeWidth; index * WholeWidth < has && had < has; index++)
            {
                yield return new(level, index, (int)Math.Min(WholeWidth, has - (index * WholeWidth)));
            }
        }
    }

    /// <summary>The tiles of a tree that are not full, one of each level: from them alone its root is computed, and it grows.</summary>
    public static IEnumerable<TileAddress> Edge(long size)
    {
        for (var level = 0; level <= HighestLevel && size >> (level * Height) > 0; level++)
        {
            var hashes = size >> (level * Height);
            if (hashes % WholeWidth > 0)
            {
                yield return new(level, hashes / WholeWidth, (int)(hashes % WholeWidth));
            }
        }
    }

    /// <summary>Whether a tree of this size has this tile.</summary>
    public bool IsIn(long size) => (size >> (Level * Height)) - (Index * WholeWidth) >= Width;

    /// <summary>Reads the path of a tile below <c>tile/</c>, in the one spelling that it has.</summary>
    public static bool TryParse(string path, out TileAddress address)
    {
        address = default;
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && int.TryParse(path.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            && level <= HighestLevel
            && TryParse(level, path[(slash + 1)..], out address)
            && address.ToString() == path;
    }

    /// <summary>Reads the number of a tile, with the width of one that is not whole.</summary>
    public static bool TryParse(int level, string path, out TileAddress address)
    {
        address = default;
        var width = WholeWidth;
        var mark = path.IndexOf(PartialMark, StringComparison.Ordinal);
        if (mark >= 0
            && (!int.TryParse(path.AsSpan(mark + PartialMark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out width)
                || width is < 1 or >= WholeWidth))
        {
            return false;
        }

        var number = (mark >= 0 ? path[..mark] : path).Replace("/", "", StringComparison.Ordinal).Replace(
            "x", "", StringComparison.Ordinal);
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > HighestIndex)
        {
            return false;
        }

        address = new(level, index, width);
        // Zeroes, slashes and marks too many make another text.
        return address.Number == path;
    }

    /// <summary>Its number in groups of three digits, and the width of one that is not whole: <c>x001/x234/067.p/8</c>.</summary>
    public string Number
    {
        get
        {
            var text = new StringBuilder();
            var digits = Index.ToString(CultureInfo.InvariantCulture);
            digits = digits.PadLeft((digits.Length + DigitsOfAStep - 1) / DigitsOfAStep * DigitsOfAStep, '0');
            for (var place = 0; place < digits.Length; place += DigitsOfAStep)
            {
                var isLast = place + DigitsOfAStep == digits.Length;
                text.Append(isLast ? "" : "x").Append(digits, place, DigitsOfAStep).Append(isLast ? "" : "/");
            }

            return IsWhole ? text.ToString() : text.Append(PartialMark).Append(Width).ToString();
        }
    }

    /// <summary>Its path below <c>tile/</c>.</summary>
    public override string ToString() => $"{Level}/{Number}";
}
