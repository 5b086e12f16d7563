using System.Globalization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace StatusLevels.Api.OpenApi;

/// <summary>The name of an operation, which generators make a method of. It follows from the address, as that is what stays.</summary>
internal static class ContractNames
{
    /// <summary>Aliases whose words would be those of the address that they stand for.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["GET api/organizations/{organization_id}/status/history"] = "getFirstFrontEndHistory",
        ["POST api/organizations/{organization_id}/status/request-upgrade"] = "postFirstFrontEndUpgradeRequest",
    };

    /// <summary>
    /// <c>GET /api/admin/users/{user_id}</c> is <c>getAdminUsersByUserId</c>: the words of the address, and what a parameter at its end picks.
    /// </summary>
    public static string Of(ApiDescription operation)
    {
        if (Aliases.TryGetValue($"{operation.HttpMethod} {operation.RelativePath}", out var alias))
        {
            return alias;
        }

        var parts = operation.RelativePath!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var words = parts.Where((part, index) => !part.StartsWith('{') && !(index == 0 && part == "api")).Select(Pascal);
        var picked = parts[^1].StartsWith('{') ? "By" + Pascal(parts[^1].Trim('{', '}')) : "";
        return string.Concat(words.Prepend(operation.HttpMethod!.ToLowerInvariant()).Append(picked));
    }

    private static string Pascal(string part) => string.Concat(
        part.Split('-', '_').Where(word => word.Length > 0).Select(word => string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(word[0])}{word[1..]}")));
}
