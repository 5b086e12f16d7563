using Microsoft.AspNetCore.Components;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Pages;

/// <summary>
/// An answer for people: a component with what it shows, in the layout of the product. A handler returns it like any other result.
/// </summary>
internal sealed record Page : IResult
{
    private Page(Type view, object? model, string title) => (View, Model, Title) = (view, model, title);

    /// <summary>The component.</summary>
    public Type View { get; }

    /// <summary>What it shows; null for one that needs nothing.</summary>
    public object? Model { get; }

    /// <summary>The name of the sentence that is the page's heading and title.</summary>
    public string Title { get; }

    /// <summary>What stands in the braces of that sentence.</summary>
    public IReadOnlyList<(string Name, string Value)> TitleValues { get; init; } = [];

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>It is the same for everybody: no cookie is read for it, and none is set.</summary>
    public bool IsPublic { get; init; }

    /// <summary>It is a document of its own: the layout of the product is not around it.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What search engines and previews of links are told; null where they have no business.</summary>
    public PageHead? Head { get; init; }

    /// <summary>A page of this component.</summary>
    /// <param name="title">The name of the sentence that is its heading.</param>
    /// <param name="model">What it shows; null for one that needs nothing.</param>
    public static Page Of<TView>(string title, object? model = null)
        where TView : PageView => new(typeof(TView), model, title);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // A form that comes back is answered with what was wrong with it.
        var status = httpContext.Features.Get<FormInput>()?.Problem?.Code.Status ?? Status;
        await httpContext.RequestServices.GetRequiredService<PageWriter>().WriteAsync(httpContext, this, status);
    }
}

/// <summary>What a page says of itself to programs.</summary>
/// <param name="Description">The name of the sentence that sums it up.</param>
/// <param name="Address">Where it is, whole, for those who know the product's address; else null.</param>
/// <param name="StructuredData">JSON-LD, as an element; null for none.</param>
internal sealed record PageHead(string Description, Uri? Address, Func<Phrases, MarkupString>? StructuredData = null);
