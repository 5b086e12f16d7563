using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using StatusLevels.Api.Analytics;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Settings;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Pages.Levels;

/// <summary>What the levels are, for everybody: made of the catalog that is enforced, and of no other number.</summary>
internal static class LevelsPage
{
    public const string Address = "/levels";

    public static void AddLevelsPage(this IServiceCollection services) => services.AddSingleton<KeptLevelsPage>();

    public static void MapLevelsPage(this IEndpointRouteBuilder routes) =>
        routes.MapPage(Address, ShowAsync)
            .AllowAnonymous()
            .WithMetadata(new ServesStrangers { IgnoresCookies = true }, new NeedsNoCookie());

    private static Task ShowAsync(HttpContext context, KeptLevelsPage page, PageVisits visits)
    {
        visits.AddLevels(context);
        return page.AnswerAsync(context);
    }

    /// <summary>The questions and answers as search engines read them, in one language.</summary>
    public static MarkupString StructuredData(LevelsModel model, Phrases words)
    {
        var questions = new JsonArray([.. model.Questions(words).Select(question => new JsonObject
        {
            ["@type"] = "Question",
            ["name"] = question.Question,
            ["acceptedAnswer"] = new JsonObject { ["@type"] = "Answer", ["text"] = question.Answer },
        })]);
        var data = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "FAQPage",
            ["inLanguage"] = words.Language,
            ["mainEntity"] = questions,
        };
        // The default options write < > & as escapes: no text of the catalog ends the element.
        return new($"<script type=\"application/ld+json\">{data.ToJsonString(JsonSerializerOptions.Default)}</script>");
    }
}

/// <summary>The page, kept in each language.</summary>
internal sealed class KeptLevelsPage(PageWriter writer, StatusLevelCatalog catalog, ApiSettings settings)
{
    private readonly KeptPage page = new(writer, PageOf(catalog, settings));

    public Task AnswerAsync(HttpContext context) => page.AnswerAsync(context);

    private static Page PageOf(StatusLevelCatalog catalog, ApiSettings settings)
    {
        var model = new LevelsModel(catalog);
        return Page.Of<LevelsView>("levels.title", model) with
        {
            IsPublic = true,
            Head = new(
                "levels.lead", settings.PublicAddressOf(LevelsPage.Address),
                words => LevelsPage.StructuredData(model, words)),
        };
    }
}
