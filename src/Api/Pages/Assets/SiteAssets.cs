using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;
using StatusLevels.Api.Answers;

namespace StatusLevels.Api.Pages.Assets;

/// <summary>
/// The files that pages load. Their addresses name their content, so that caches keep them for good and a new version is a new address.
/// </summary>
internal sealed partial class SiteAssets
{
    public const string Folder = "/assets";

    private const string Resources = "site/";
    private const string ForGood = "public, max-age=31536000, immutable";
    private const string ForADay = "public, max-age=86400";
    private const int HashLetters = 12;

    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly FrozenDictionary<string, Asset> byName;
    private readonly FrozenDictionary<string, Asset> byFile;

    public SiteAssets()
    {
        var assembly = Assembly.GetExecutingAssembly();
        byName = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Resources, StringComparison.Ordinal))
            .Select(name => Read(assembly, name))
            .ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);
        byFile = byName.Values.ToFrozenDictionary(asset => asset.File, StringComparer.Ordinal);
    }

    /// <summary>Where a page finds the file of this name.</summary>
    public string AddressOf(string name) => $"{Folder}/{byName[name].File}";

    /// <summary>What stands in the file of this name, for a page that brings it along.</summary>
    public string TextOf(string name) => Encoding.UTF8.GetString(byName[name].Bytes);

    /// <summary>Answers with the file of a hashed address.</summary>
    public IResult Answer(HttpContext context, string file) =>
        byFile.TryGetValue(file, out var asset) ? Answer(context, asset, ForGood) : Results.NotFound();

    /// <summary>Answers with the file of this name at an address that does not change.</summary>
    public IResult AnswerNamed(HttpContext context, string name) => Answer(context, byName[name], ForADay);

    private static IResult Answer(HttpContext context, Asset asset, string caching)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = caching;
        headers.ETag = asset.Tag;
        return EntityTags.IsHeldBy(context.Request, asset.Tag)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(asset.Bytes, asset.Type);
    }

    private static Asset Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var name = resource[Resources.Length..];
        var content = name.EndsWith(".css", StringComparison.Ordinal) ? Packed(bytes.ToArray()) : bytes.ToArray();
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..HashLetters];
        var type = Types.TryGetContentType(name, out var known) ? known : "application/octet-stream";
        return new(
            name, $"{Path.GetFileNameWithoutExtension(name)}.{hash}{Path.GetExtension(name)}", $"\"{hash}\"",
            type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type, content);
    }

    // Blanks around what separates mean nothing in a style sheet.
    private static byte[] Packed(byte[] css) => Encoding.UTF8.GetBytes(Blanks().Replace(Encoding.UTF8.GetString(css).Trim(), "${mark}"));

    [GeneratedRegex(@"\s*(?<mark>[{};,])\s*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();

    private sealed record Asset(string Name, string File, string Tag, string Type, byte[] Bytes);
}

internal static class SiteAssetRoutes
{
    public static void MapSiteAssets(this IEndpointRouteBuilder routes)
    {
        var assets = routes.MapGroup("/").AllowAnonymous().ExcludeFromDescription();
        assets.MapGet($"{SiteAssets.Folder}/{{file}}", (string file, HttpContext context, SiteAssets site) => site.Answer(context, file));
        assets.MapGet("/favicon.ico", (HttpContext context, SiteAssets site) => site.AnswerNamed(context, "favicon.ico"));
    }
}
