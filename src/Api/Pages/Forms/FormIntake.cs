using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Idempotency;

namespace StatusLevels.Api.Pages.Forms;

/// <summary>Marks the endpoint that a form of a page is sent to.</summary>
internal sealed record TakesForm;

/// <summary>
/// Reads the form of a page once it is known who sends it and that they may: proves that it is ours, and puts its key and version into the
/// headers where the API has them, so that whatever stands behind sees one kind of request.
/// </summary>
internal sealed class FormIntake(RequestDelegate next, FormTokens tokens)
{
    private const int MostFields = 1000;
    private const string FormType = "application/x-www-form-urlencoded";

    public static Problem NotOurs { get; } = new(
        ProblemCode.MalformedRequest, "form_not_ours");

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<TakesForm>() is null || !HttpMethods.IsPost(context.Request.Method))
        {
            await next(context);
            return;
        }

        if (await ReadAsync(context) is not { } input || !await tokens.IsValidAsync(context))
        {
            await NotOurs.ExecuteAsync(context);
            return;
        }

        if (!input.IsRestored)
        {
            Set(context.Request.Headers, RequestKeys.Header, input[FormFields.Key]);
            Set(context.Request.Headers, HeaderNames.IfMatch, input[FormFields.Version] is { Length: > 0 } version ? $"\"{version}\"" : "");
        }

        await next(context);
    }

    /// <summary>The form, kept for whoever asks later; null for a body that is none.</summary>
    public static async Task<FormInput?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<FormInput>() is { } read)
        {
            return read;
        }

        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        RequestBody.RequireUncompressed(context.Request);
        var text = Encoding.UTF8.GetString((await RequestBody.ReadAsync(context)).Span);
        if (Fields(text) is not { } fields)
        {
            return null;
        }

        context.Features.Set<IFormFeature>(new FormFeature(fields));
        var input = new FormInput(fields);
        context.Features.Set(input);
        return input;
    }

    private static FormCollection? Fields(string text)
    {
        try
        {
            using var reader = new FormReader(text) { ValueCountLimit = MostFields, ValueLengthLimit = RequestBody.MaxBytes };
            var fields = reader.ReadForm();
            return fields.Values.All(values => values.All(TextRules.IsStorable)) && fields.Keys.All(TextRules.IsStorable)
                ? new FormCollection(fields)
                : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static void Set(IHeaderDictionary headers, string name, string value)
    {
        headers.Remove(name);
        if (value.Length > 0)
        {
            headers[name] = value;
        }
    }
}
