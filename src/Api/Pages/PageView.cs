using Microsoft.AspNetCore.Components;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Pages;

/// <summary>
/// A component that is the content of a page, or a part of one. Components are public, because Razor makes them so; what they show need not
/// be.
/// </summary>
public abstract class PageView : ComponentBase
{
    /// <summary>What it shows; null for one that needs nothing.</summary>
    [Parameter]
    public object? Content { get; set; }

    /// <summary>Who looks, in which language, at which address.</summary>
    [CascadingParameter]
    internal PageFrame Frame { get; set; } = null!;

    internal Phrases Words => Frame.Words;

    /// <summary>The sentence of this name, in the reader's language.</summary>
    internal string Say(string name, params ReadOnlySpan<(string Name, string Value)> values) => Words.Say(name, values);

    /// <summary>What the handler of the page gave it.</summary>
    internal TModel Shown<TModel>()
        where TModel : class => (TModel)Content!;
}
