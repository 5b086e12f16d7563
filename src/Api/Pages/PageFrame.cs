using StatusLevels.Api.Pages.Admin;
using StatusLevels.Api.Pages.Assets;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Pages.Organization;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Pages;

/// <summary>What every part of a page may ask: who looks, in which language, at which address.</summary>
internal sealed class PageFrame(
    HttpContext context, Page page, Phrases words, Visitor? visitor, SiteAssets assets, FormTokens tokens, DateTimeOffset now)
{
    public Phrases Words => words;

    /// <summary>Null on public pages, and for whoever has not signed in.</summary>
    public Visitor? Visitor => visitor;

    public Page Page => page;

    /// <summary>What the component of the page is given.</summary>
    public Dictionary<string, object> ViewParameters =>
        page.Model is { } model ? new(StringComparer.Ordinal) { [nameof(PageView.Content)] = model } : [];

    /// <summary>It is a page of the platform, and its reader may go to the others.</summary>
    public bool IsOfThePlatform =>
        visitor is { SeesPlatform: true } && context.Request.Path.StartsWithSegments(AdminPages.Home, StringComparison.Ordinal);

    /// <summary>Its reader may change what belongs to the platform, and does not only see it.</summary>
    public bool ActsForPlatform => context.User.IsPlatformAdmin();

    public DateTimeOffset Now => now;

    public string Title { get; } = words.Say(page.Title, [.. page.TitleValues]);

    /// <summary>The address of this page, without what follows the question mark.</summary>
    public string Path => context.Request.Path.Value ?? "/";

    /// <summary>What was typed into a form of this page, and what is wrong with it.</summary>
    public FormInput Input { get; } = context.Features.Get<FormInput>() ?? FormInput.None;

    /// <summary>The name of the sentence that says what the form before this page did; null for none.</summary>
    public string? Done => Name(context.Request.Query["done"]) is { } name && words.Has($"done.{name}") ? $"done.{name}" : null;

    /// <summary>What proves that a form of this page is ours. To ask for it sets a cookie.</summary>
    public string FormToken => tokens.Of(context);

    public string TraceId => Problem.TraceId(context);

    /// <summary>
    /// An address of this product as it stands in a link: below its public path, in the language that was chosen by link.
    /// </summary>
    public string Link(string path) => context.Request.PathBase.ToUriComponent() + PageLanguage.Carry(context.Request, path);

    /// <summary>
    /// Where a form of this page is sent. It stays about the organization that the page shows, whatever is chosen in another window.
    /// </summary>
    public string ActionLink(string path) => Link(ChosenOrganizationRoutes.AddressOf(context, path));

    /// <summary>The page is about the organization that its reader has chosen.</summary>
    public bool IsAboutOrganization => ChosenOrganizationRoutes.IsAboutChoice(context);

    /// <summary>The language that was chosen by link; null for none.</summary>
    public string? ChosenLanguage => PageLanguage.Chosen(context.Request);

    /// <summary>The address of a file that pages load.</summary>
    public string Asset(string name) => context.Request.PathBase.ToUriComponent() + assets.AddressOf(name);

    /// <summary>The address of a picture of this product: its language is its own.</summary>
    public string Picture(string path) => context.Request.PathBase.ToUriComponent() + path;

    /// <summary>Where this page can be read again. A public one is the same whatever follows the question mark.</summary>
    public string AddressToRead => page.IsPublic && HttpMethods.IsGet(context.Request.Method) && page.Head is not null
        ? Path
        : PageLanguage.AddressToRead(context);

    /// <summary>This page with another value in its query; an empty one goes.</summary>
    public string Here(string name, string value) =>
        context.Request.PathBase.ToUriComponent() + PageLanguage.With(AddressToRead, name, value);

    /// <summary>This page in another language.</summary>
    public string InLanguage(string language) =>
        context.Request.PathBase.ToUriComponent() + PageLanguage.Link(AddressToRead, language);

    private static string? Name(string? text) =>
        text is { Length: > 0 and <= 64 } && text.All(letter => char.IsAsciiLetterLower(letter) || letter is '_' or '.') ? text : null;
}
