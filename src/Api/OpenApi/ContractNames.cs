using System.Globalization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace StatusLevels.Api.OpenApi;

/// <summary>The name of an operation, which generators make a method of. It follows from the address, as that is what stays.</summary>
internal static class ContractNames
{
    /// <summary>
    /// <c>GET /api/admin/users/{user_id}</c> is <c>getAdminUsersByUserId</c>: the words of the address, and what a parameter at its end
    /// picks. An endpoint whose words would be those of another one says its name itself.
    /// </summary>
    public static string Of(ApiDescription operation)
    {
        if (operation.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().LastOrDefault() is { } chosen)
        {
            return chosen.EndpointName;
        }

        var parts = operation.RelativePath!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var words = parts.Where((part, index) => !part.StartsWith('{') && !(index == 0 && part == "api")).Select(Pascal);
        var picked = parts[^1].StartsWith('{') ? "By" + Pascal(parts[^1].Trim('{', '}')) : "";
        return string.Concat(words.Prepend(operation.HttpMethod!.ToLowerInvariant()).Append(picked));
    }

    private static string Pascal(string part) => string.Concat(
        part.Split('-', '_').Where(word => word.Length > 0).Select(
            word => string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(word[0])}{word[1..]}")));
}
