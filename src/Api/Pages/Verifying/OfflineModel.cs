using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;
using StatusLevels.Api.Pages.Assets;

namespace StatusLevels.Api.Pages.Verifying;

/// <summary>What stands in the page that works without a network.</summary>
internal sealed class OfflineModel
{
    private static readonly string[] ScriptNames = ["bundle.js", "bundle-page.js"];

    /// <param name="assets">The files that other pages load.</param>
    /// <param name="keys">The keys that it knows; null: none.</param>
    public OfflineModel(SiteAssets assets, KnownKeys? keys)
    {
        Keys = keys;
        var style = assets.TextOf("site.css");
        var scripts = ScriptNames.Select(assets.TextOf).ToList();
        Style = new($"<style>{style}</style>");
        Scripts = new(string.Concat(scripts.Select(static script => $"<script type=\"module\">{script}</script>")));
        Policy = $"default-src 'none'; img-src data:; style-src {Hash(style)}; script-src {string.Join(' ', scripts.Select(Hash))}; base-uri 'none'; form-action 'none'";
    }

    /// <summary>The keys that it knows; null: none.</summary>
    public KnownKeys? Keys { get; }

    public MarkupString Style { get; }

    public MarkupString Scripts { get; }

    /// <summary>It lets these scripts and this style in, and nothing else.</summary>
    public string Policy { get; }

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
