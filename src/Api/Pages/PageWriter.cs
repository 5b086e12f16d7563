using System.Text;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Pages.Assets;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Pages.Layout;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Pages;

/// <summary>Writes a page into an answer, with the headers that every page has.</summary>
internal sealed class PageWriter(ComponentText components, Visitors visitors, SiteAssets assets, FormTokens tokens, TimeProvider time)
{
    public const string ContentType = "text/html; charset=utf-8";

    public async Task WriteAsync(HttpContext context, Page page, int status)
    {
        var bytes = await RenderAsync(context, page);
        var response = context.Response;
        response.StatusCode = status;
        Head(response, page.IsPublic);
        response.ContentType = ContentType;
        response.ContentLength = bytes.Length;
        // Not with the token of the request: it may be what ended it, and half an answer would stay behind in front of the next.
        await response.Body.WriteAsync(bytes, CancellationToken.None);
    }

    /// <summary>The page as it goes out.</summary>
    public async Task<byte[]> RenderAsync(HttpContext context, Page page)
    {
        var visitor = page.IsPublic ? null : await visitors.OfAsync(context);
        var words = Phrases.In(PageLanguage.Of(context.Request, visitor));
        var frame = new PageFrame(context, page, words, visitor, assets, tokens, time.GetUtcNow());
        var html = page.IsWhole
            ? await components.OfAsync<WholePage>(nameof(WholePage.Content), frame)
            : await components.OfAsync<PageLayout>(nameof(PageLayout.Content), frame);
        return Encoding.UTF8.GetBytes($"<!doctype html>\n{html}");
    }

    private static void Head(HttpResponse response, bool isPublic)
    {
        response.Headers.GuardPage();
        if (!isPublic)
        {
            response.Headers.CacheControl = AnswerHeaders.Private;
        }
    }
}
