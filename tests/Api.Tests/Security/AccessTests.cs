using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Pages.Errors;

namespace StatusLevels.Api.Tests.Security;

/// <summary>
/// Who gets where, over HTTP: every route of the API document and every page with every kind of caller, against the table in
/// <c>docs/access.md</c>.
/// </summary>
public sealed partial class AccessTests(SecuredApi api)
{
    private const string Body = "{}";

    public static TheoryData<string> Routes => [.. AccessTable.Read().Keys];

    [Fact]
    public async Task The_table_has_a_row_for_every_route_and_no_other_rows()
    {
        var document = await (await api.Client.GetAsync("/openapi/v1.json")).ReadJsonAsync();
        var served = document.GetProperty("paths").EnumerateObject()
            .SelectMany(
                path =>
                    path.Value.EnumerateObject().Where(IsOperation).Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"))
            .Concat(Pages())
            .ToHashSet(StringComparer.Ordinal);
        var rows = AccessTable.Read();

        string[] faults =
        [
            .. served.Where(route => !rows.ContainsKey(route)).Select(route => $"{route} has no row in docs/access.md"),
            .. rows.Keys.Where(route => !served.Contains(route)).Select(route => $"{route} is in docs/access.md, but not served"),
            .. rows.Values.SelectMany(words => words).Except(AccessTable.Words).Select(word => $"\"{word}\" is no kind of caller"),
        ];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_route_lets_in_whom_the_table_says_and_nobody_else(string route)
    {
        var words = AccessTable.Read()[route];
        var surprises = new List<string>();
        foreach (var principal in Principals.All)
        {
            var expected = principal.Words.Intersect(words).Any() ? "passes" : $"{principal.WhenRefused}";
            var actual = await AskAsync(route, principal);
            if (actual != expected)
            {
                surprises.Add($"{principal.Name}: the table says {expected}, the product {actual}");
            }
        }

        Assert.True(surprises.Count == 0, $"{route}\n  {string.Join("\n  ", surprises)}");
    }

    /// <summary>"passes", or the status of the refusal. Organization, account, session and key are made for this one request.</summary>
    private async Task<string> AskAsync(string route, Principal principal)
    {
        var organization = Guid.NewGuid();
        var (method, path) = (
            HttpMethod.Parse(route.Split(' ')[0]),
            route.Split(' ')[1].Replace("{organization_id}", organization.ToString(), StringComparison.Ordinal));
        var address = Parameter().Replace(path.Replace("{level}", "A", StringComparison.Ordinal), _ => Guid.NewGuid().ToString());
        if (path.StartsWith("/dashboard/organization/", StringComparison.Ordinal))
        {
            address = $"{address}?organization_id={organization}";
        }

        var body = method == HttpMethod.Get ? null : Body;
        using var answer = await api.SendAsync(method, address, body, await principal.Prove(api, organization, body ?? ""));
        var status = (int)answer.StatusCode;
        if (status is not (401 or 403))
        {
            Assert.True(status is < 500 and not 405, $"{principal.Name}, {route}: {status} {await answer.Content.ReadAsStringAsync()}");
            return "passes";
        }

        if (Pages().Contains(route, StringComparer.Ordinal))
        {
            Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        }
        else
        {
            await answer.ShouldBeProblemAsync(status, status == 401 ? "unauthenticated" : "forbidden");
        }

        return $"{status}";
    }

    private IEnumerable<string> Pages() =>
        from endpoint in api.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<AnswersPage>() is not null
        from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
        let path = endpoint.RoutePattern.RawText!.TrimEnd('/')
        select $"{method} {(path.Length == 0 ? "/" : path)}";

    private static bool IsOperation(JsonProperty member) =>
        member.Name is "get" or "put" or "post" or "patch" or "delete" or "head" or "options" or "trace";

    [GeneratedRegex(@"\{[a-z_]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
