using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Answers;

/// <summary>Where people find the product: at <c>PUBLIC_BASE_URL</c>; without one, where this request found it.</summary>
internal sealed class OwnAddress(ApiSettings settings)
{
    private readonly string? known = settings.PublicBaseUrl?.AbsoluteUri.TrimEnd('/');

    /// <summary>The whole address of a path that begins with a slash.</summary>
    public string Of(HttpRequest request, string path) => (known ?? $"{request.Scheme}://{request.Host}{request.PathBase}") + path;

    /// <summary>The page that tells whether a badge is genuine.</summary>
    public string PassportOf(HttpRequest request, string organization) => Of(request, $"/organizations/{organization}");
}
