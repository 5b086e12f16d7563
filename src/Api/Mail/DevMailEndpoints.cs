using System.Net;
using System.Text;
using MimeKit;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Mail;

/// <summary>On a developer's machine: the mails that would have been sent, from the folder that they are in.</summary>
internal static class DevMailEndpoints
{
    /// <summary>Where they are shown.</summary>
    public const string Address = "/dev/mail";

    private const int MostListed = 200;

    // What is in a mail is shown as it is, and may do nothing.
    private const string MailPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-popups allow-top-navigation-by-user-activation";

    public static void MapDevMail(this WebApplication app)
    {
        if (app.Services.GetRequiredService<ApiSettings>() is not { IsDevelopment: true, Mail.Folder: { } folder })
        {
            return;
        }

        var pages = app.MapGroup(Address).AllowAnonymous().ExcludeFromDescription();
        pages.MapGet("/", (HttpContext context, MailSettings mail) => ListAsync(context, mail.Folder!));
        pages.MapGet(
            "/{name}", (string name, HttpContext context) => ShowAsync(context, folder, name, message => (message.HtmlBody, "text/html")));
        pages.MapGet(
            "/{name}/text",
            (string name, HttpContext context) => ShowAsync(context, folder, name, message => (message.TextBody, "text/plain")));
        pages.MapGet(
            "/{name}/source",
            (string name, HttpContext context) => ShowAsync(context, folder, name, message => (message.ToString(), "text/plain")));
    }

    private static async Task<IResult> ListAsync(HttpContext context, string folder)
    {
        var rows = new StringBuilder();
        foreach (var name in Names(folder).Take(MostListed))
        {
            using var message = await MimeMessage.LoadAsync(Path.Combine(folder, name), context.RequestAborted);
            rows.Append("<tr><td>").Append(Html(message.Date.ToString("u"))).Append("<td>").Append(Html(message.To.ToString()))
                .Append("<td><a href=\"").Append(Address).Append('/').Append(name).Append("\">").Append(Html(message.Subject ?? ""))
                    .Append("</a>")
                .Append("<td><a href=\"").Append(Address).Append('/').Append(name).Append("/text\">text</a>")
                .Append("<td><a href=\"").Append(Address).Append('/').Append(name).Append("/source\">source</a>");
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.Content(
            $$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Mails</title>
            <style>body { font: 1rem/1.5 system-ui, sans-serif; margin: 1rem; } td { padding: .2rem .8rem .2rem 0; vertical-align: top; }</style>
            <h1>Mails</h1>
            <p>No mail server is set, so nothing is sent: each mail is a file in {{Html(folder)}}. The newest first.</p>
            <table>{{rows}}</table>
            """,
            "text/html; charset=utf-8");
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, string folder, string name, Func<MimeMessage, (string? Text, string Type)> part)
    {
        // Only what is in the list: a name is never a path.
        if (!Names(folder).Contains(name, StringComparer.Ordinal))
        {
            return Results.NotFound();
        }

        using var message = await MimeMessage.LoadAsync(Path.Combine(folder, name), context.RequestAborted);
        var (text, type) = part(message);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = MailPolicy;
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Results.Content(text ?? "", $"{type}; charset=utf-8");
    }

    private static IEnumerable<string> Names(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.eml").Select(file => Path.GetFileName(file)!).OrderDescending(StringComparer.Ordinal)
        : [];

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
