using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace StatusLevels.Api.Tests.OpenApi;

/// <summary>The API document is a promise: a change of it is made on purpose. To accept one: <c>UPDATE_SNAPSHOTS=1 ./test Api</c></summary>
public sealed class ContractTests(SharedApi shared)
{
    [Fact]
    public async Task The_api_document_is_the_pinned_one()
    {
        var actual = (await shared.Anyone.GetStringAsync("/openapi/v1.json")).ReplaceLineEndings("\n").TrimEnd() + "\n";
        var file = Path.Combine(Folder(), "../openapi.v1.json");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1")
        {
            await File.WriteAllTextAsync(file, actual);
        }

        Assert.Equal(await File.ReadAllTextAsync(file), actual);
    }

    [Fact]
    public async Task The_api_document_is_openapi_3_1_and_has_a_page()
    {
        using var document = await shared.Anyone.GetAsync("/openapi/v1.json");

        Assert.StartsWith("3.1.", (await document.ReadJsonAsync()).Text("openapi"), StringComparison.Ordinal);
        using var page = await shared.Anyone.GetAsync("/swagger/index.html");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Every_route_says_who_may_call()
    {
        var silent = shared.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(
                endpoint =>
                    endpoint is not RouteEndpoint { RoutePattern.RawText: { } pattern }
                        || !pattern.StartsWith(SharedApi.Probes, StringComparison.Ordinal))
            .Where(
                endpoint =>
                    endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(endpoint => endpoint.DisplayName);

        Assert.Empty(silent);
    }

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
