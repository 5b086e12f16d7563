using System.Reflection;
using Microsoft.Extensions.Primitives;

namespace StatusLevels.Api.Pages.Forms;

/// <summary>What was typed into a form, and what is wrong with it. Fields carry the API's names.</summary>
internal sealed class FormInput(IFormCollection fields) : IBindableFromHttpContext<FormInput>
{
    /// <summary>Lines as the product keeps them.</summary>
    private const string LineEnd = "\n";

    public static FormInput None { get; } = new(FormCollection.Empty);

    /// <summary>Why it was not taken; null: nothing is known against it.</summary>
    public Problem? Problem { get; set; }

    /// <summary>It comes back after a sign-in: it is shown again, and not acted on.</summary>
    public bool IsRestored => fields.ContainsKey(FormFields.Restored);

    /// <summary>Under which it is done once; null where nothing was sent.</summary>
    public string? Key => fields[FormFields.Key].ToString() is { Length: > 0 } key ? key : null;

    /// <summary>The page that the form stands on.</summary>
    public string? PageAddress => fields[FormFields.Page].ToString() is { } page && LocalAddress.IsOne(page) ? page : null;

    /// <summary>The fields that a person filled in, with their names.</summary>
    public IEnumerable<KeyValuePair<string, StringValues>> Typed => fields.Where(pair => !FormFields.AreOurs(pair.Key));

    /// <summary>What of it is kept for later: passwords are not.</summary>
    public IEnumerable<KeyValuePair<string, string>> Kept =>
        from one in Typed
        where !one.Key.Contains("password", StringComparison.OrdinalIgnoreCase)
        from value in one.Value
        select KeyValuePair.Create(one.Key, value ?? "");

    /// <summary>Something was sent.</summary>
    public bool Any => fields.Count > 0;

    /// <summary>What was typed into this field; the empty text where nothing was.</summary>
    public string this[string name] => fields[name].ToString().ReplaceLineEndings(LineEnd);

    /// <summary>The same, null for what is empty or blank.</summary>
    public string? TextOrNull(string name) => this[name] is var text && string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>All that was typed into or chosen of the fields of this name.</summary>
    public IReadOnlyList<string> All(string name) => [.. fields[name].OfType<string>()];

    public bool IsChecked(string name) => fields.ContainsKey(name);

    /// <summary>What is wrong with this field; the parts of a list (<c>name[1]</c>) count to it.</summary>
    public IReadOnlyList<string> ErrorsOf(string name) => Problem?.Errors is not { } errors
        ? []
        : [.. errors.Where(
            error => error.Key == name || error.Key.StartsWith($"{name}[", StringComparison.Ordinal)).SelectMany(error => error.Value)];

    public static ValueTask<FormInput?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<FormInput?>(context.Features.Get<FormInput>() ?? None);
}
