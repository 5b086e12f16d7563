using System.Globalization;

namespace StatusLevels.Silo.Catalog;

/// <summary>What a configured number may be.</summary>
/// <param name="Min">The least value, itself allowed unless <see cref="IsAboveMin"/>.</param>
/// <param name="Max">The greatest value, itself allowed.</param>
public sealed record NumberRange(decimal Min, decimal Max)
{
    /// <summary>Whether decimals are allowed. Otherwise the number is a whole one.</summary>
    public bool IsFractional { get; init; }

    /// <summary>Whether <see cref="Min"/> itself is too little.</summary>
    public bool IsAboveMin { get; init; }

    /// <summary>The range within a sentence: <c>between 0 and 100</c>.</summary>
    public string InWords => IsAboveMin ? $"more than {Text(Min)} and at most {Text(Max)}" : $"between {Text(Min)} and {Text(Max)}";

    /// <summary>Whether the value lies within the range and has decimals only where they are allowed.</summary>
    public bool Allows(decimal value) =>
        (IsAboveMin ? value > Min : value >= Min) && value <= Max && (IsFractional || decimal.IsInteger(value));

    /// <summary>The range in short, as the documents write it: <c>0..100</c>.</summary>
    public override string ToString() => IsAboveMin ? $"more than {Text(Min)}, up to {Text(Max)}" : $"{Text(Min)}..{Text(Max)}";

    /// <summary>A number without exponent or trailing zeros.</summary>
    internal static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>Reads a configured value. Says what is wrong with it (<c>must be …, but is …</c>), or null.</summary>
    internal string? FaultOf(string? text, out decimal value)
    {
        const NumberStyles whole = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        var style = IsFractional ? whole | NumberStyles.AllowDecimalPoint : whole;
        var isNumber = decimal.TryParse(text, style, CultureInfo.InvariantCulture, out value);
        return isNumber && Allows(value) ? null
            : isNumber ? $"must be {InWords}, but is {Text(value)}"
            : $"must be a {(IsFractional ? "number" : "whole number")} {InWords}, but is {Shown.As(text)}";
    }
}
