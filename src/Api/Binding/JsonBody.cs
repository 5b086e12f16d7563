using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace StatusLevels.Api.Binding;

/// <summary>A parameter read from the JSON body, or the request ends with the problem that fits: 400, 413, 415 or 422.</summary>
internal sealed record JsonBody<T>(T Value) : IBindableFromHttpContext<JsonBody<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(await RequestBody.ReadJsonAsync<T>(context));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new JsonBodyMetadata(typeof(T)));
}

/// <summary>A JSON body that may be left out; one that is there is read as strictly as any other.</summary>
internal sealed record OptionalJsonBody<T>(T? Value) : IBindableFromHttpContext<OptionalJsonBody<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    public static async ValueTask<OptionalJsonBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        // Proxies send a body of no bytes in chunks, and libraries name its type: nothing is nothing, however it is framed.
        (await RequestBody.ReadAsync(context)).IsEmpty ? new((T?)null) : new(await RequestBody.ReadJsonAsync<T>(context));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new JsonBodyMetadata(typeof(T)) { IsOptional = true });
}

/// <summary>Tells the API document which body an endpoint takes.</summary>
/// <remarks>Not the framework's own metadata: with that, routing answers 415 before it is known who calls.</remarks>
internal sealed record JsonBodyMetadata(Type Type)
{
    public bool IsOptional { get; init; }
}
