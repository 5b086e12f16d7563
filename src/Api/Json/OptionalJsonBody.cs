using System.Reflection;

namespace StatusLevels.Api.Json;

/// <summary>A JSON body that may be left out; one that is there is read as strictly as any other.</summary>
internal sealed record OptionalJsonBody<T>(T? Value) : IBindableFromHttpContext<OptionalJsonBody<T>>, Microsoft.AspNetCore.Http.Metadata.IEndpointParameterMetadataProvider
    where T : class
{
    public static async ValueTask<OptionalJsonBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        context.Request.ContentLength is null or 0 && context.Request.Headers.TransferEncoding.Count == 0
            ? new((T?)null)
            : new(await RequestBody.ReadJsonAsync<T>(context));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new JsonBodyMetadata(typeof(T)) { IsOptional = true });
}
