using System.Security.Cryptography;
using System.Text;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Silo.Catalog;

/// <summary>
/// Names the rules of a catalog: the first 12 hexadecimal digits of SHA-256 over all its numbers. Texts don't take part, for
/// they decide nothing. History entries carry it, so the format of the hashed text is for ever; another one gets another number.
/// </summary>
public static class CatalogVersion
{
    private const int Digits = 12;

    /// <summary>The version of these rules, whatever <see cref="StatusLevelCatalog.Version"/> says.</summary>
    public static string Of(StatusLevelCatalog catalog) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText(catalog))))[..Digits];

    /// <summary>
    /// The text that is hashed: a line for the format, then <c>key=value</c> lines in ordinal order of their keys, each ended by LF.
    /// </summary>
    internal static string CanonicalText(StatusLevelCatalog catalog)
    {
        var rules = CatalogNumbers.All.Select(number => (number.Key, Value: NumberRange.Text(number.Read(catalog))))
            .Concat(CatalogNumbers.Lists.Select(list => (list.Key, Value: string.Join(',', list.Read(catalog)))))
            .Append((Key: CatalogKeys.GrantCAutomatically, Value: catalog.GrantCAutomatically ? "true" : "false"))
            .OrderBy(rule => rule.Key, StringComparer.Ordinal);
        return $"statuslevels-rules/1\n{string.Concat(rules.Select(rule => $"{rule.Key}={rule.Value}\n"))}";
    }
}
