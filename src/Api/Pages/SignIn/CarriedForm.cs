using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Pages.SignIn;

/// <summary>
/// A form that met the end of its session, on its way through a sign-in elsewhere. The browser keeps it, sealed and only for the page that
/// shows it again: nothing is stored here, and any node can go on with it.
/// </summary>
internal sealed class CarriedForm(IDataProtectionProvider protection, ApiSettings settings)
{
    /// <summary>Where it is read again.</summary>
    public const string Address = "/sign-in/kept";

    private const string Name = "kept_form";

    // What browsers take, and what fits into the headers of one request.
    private const int LongestCookie = 3900;
    private const int MostCookies = 2;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly IDataProtector seal = protection.CreateProtector("kept form");

    /// <summary>Gives it to the browser.</summary>
    /// <param name="context">The request that met the end of its session.</param>
    /// <param name="fields">What the page of sign-in would carry.</param>
    /// <returns>False: it is too long for that.</returns>
    public bool TryKeep(HttpContext context, IEnumerable<KeyValuePair<string, string?>> fields)
    {
        var text = Base64Url.EncodeToString(seal.Protect(Pressed(Encoding.UTF8.GetBytes(QueryString.Create(fields).Value!))));
        if (text.Length > LongestCookie * MostCookies)
        {
            return false;
        }

        var options = Options(context.Request);
        for (var at = 0; at < MostCookies; at++)
        {
            var part = text.Skip(at * LongestCookie).Take(LongestCookie).ToArray();
            context.Response.Cookies.Append($"{Name}.{at}", new string(part), options);
        }

        return true;
    }

    /// <summary>What the browser kept; null for nothing that was sealed here.</summary>
    public FormInput? Read(HttpRequest request)
    {
        var text = string.Concat(Enumerable.Range(0, MostCookies).Select(at => request.Cookies[$"{Name}.{at}"]));
        if (text.Length == 0 || Base64UrlText.Read(text) is not { } sealedForm)
        {
            return null;
        }

        try
        {
            using var pressed = new BrotliStream(new MemoryStream(seal.Unprotect(sealedForm)), CompressionMode.Decompress);
            using var reader = new StreamReader(pressed);
            return new(new FormCollection(QueryHelpers.ParseQuery(reader.ReadToEnd())));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private CookieOptions Options(HttpRequest request)
    {
        var options = NamedCookies.Options(settings, Lifetime);
        options.Path = request.PathBase.ToUriComponent() + Address;
        return options;
    }

    private static byte[] Pressed(byte[] text)
    {
        using var pressed = new MemoryStream();
        using (var press = new BrotliStream(pressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            press.Write(text);
        }

        return pressed.ToArray();
    }
}
