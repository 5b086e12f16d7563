using Microsoft.AspNetCore.WebUtilities;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages;

/// <summary>The language of a page: what the link says, then what the account says, then what the browser says.</summary>
internal static class PageLanguage
{
    private const string Name = "lang";

    public static string Of(HttpRequest request, Visitor? visitor) =>
        Chosen(request) ?? Spoken(visitor?.Language) ?? RequestLanguage.Of(request);

    /// <summary>The same link, in the language that this page was asked for in by its link.</summary>
    public static string Carry(HttpRequest request, string path) => Chosen(request) is { } language ? Link(path, language) : path;

    public static string Link(string path, string language) => With(path, Name, language);

    /// <summary>The same address with another value in its query; an empty one goes.</summary>
    public static string With(string path, string name, string value)
    {
        var at = path.IndexOf('#', StringComparison.Ordinal);
        var (address, query) = Parts(at < 0 ? path : path[..at]);
        query[name] = value.Length == 0 ? null : value;
        return QueryHelpers.AddQueryString(address, query) + (at < 0 ? "" : path[at..]);
    }

    /// <summary>Whether the links of the page carry its language on.</summary>
    public static bool IsByLink(HttpRequest request) => Chosen(request) is not null;

    /// <summary>Where this page can be read again; for a form that was sent, the page that it stands on.</summary>
    public static string AddressToRead(HttpContext context)
    {
        var request = context.Request;
        return HttpMethods.IsGet(request.Method)
            ? $"{request.Path.ToUriComponent()}{request.QueryString.Value}"
            : context.Features.Get<FormInput>()?.PageAddress ?? request.Path.ToUriComponent();
    }

    /// <summary>What the link says; null for nothing.</summary>
    public static string? Chosen(HttpRequest request) => Spoken(request.Query[Name]);

    private static string? Spoken(string? language) =>
        language is not null && StatusLevelCatalog.Languages.Contains(language, StringComparer.Ordinal) ? language : null;

    private static (string Address, Dictionary<string, string?> Query) Parts(string path)
    {
        var at = path.IndexOf('?', StringComparison.Ordinal);
        return at < 0
            ? (path, [])
            : (path[..at], QueryHelpers.ParseQuery(path[at..])
                .ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString(), StringComparer.Ordinal));
    }
}
