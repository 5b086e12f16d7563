using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Binding;
using StatusLevels.Api.Import;
using StatusLevels.Api.Problems;
using StatusLevels.Api.Tests.OpenApi;

namespace StatusLevels.Api.Tests.Problems;

/// <summary>Whatever is sent, a refusal is small and costs little: on every route with a body, those that come later included.</summary>
public sealed class SmallRefusalTests(SharedApi shared)
{
    private const int MostBytes = 16 * 1024;

    /// <summary>What reading may allocate, as a multiple of the body; it is much less for all that is not made to cost.</summary>
    private const int MostTimes = 64;

    private const int AtLeast = 256 * 1024;

    private IEnumerable<(string Method, string Address, Type Body)> Routes() =>
        from route in shared.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let body = route.Metadata.GetMetadata<JsonBodyMetadata>()
        where body is not null
        let address = Filled(route.RoutePattern.RawText!, $"{Guid.NewGuid()}")
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (method, address, body.Type);

    /// <summary>The address with this in place of each parameter.</summary>
    private static string Filled(string route, string value) => Regex.Replace(route, @"\{[^}]+\}", value, default, TimeSpan.FromSeconds(1));

    private static string Pots(int count) => string.Concat(Enumerable.Repeat("🏺", count));

    private static async Task ShouldBeSmallAsync(HttpResponseMessage answer, string what)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode < 500, $"{what}: {(int)answer.StatusCode} {Encoding.UTF8.GetString(text)}");
            Assert.True(
                (int)answer.StatusCode < 400 || text.Length <= MostBytes, $"{what}: {(int)answer.StatusCode} with {text.Length} bytes");
        }
    }

    [Fact]
    public async Task Every_route_with_a_body_refuses_hostile_ones_with_little()
    {
        var routes = Routes().ToArray();
        Assert.True(routes.Length > 15);
        foreach (var (method, address, type) in routes)
        {
            foreach (var (name, body) in HostileBodies.Any().Concat(HostileBodies.Of(type)))
            {
                await ShouldBeSmallAsync(
                    await shared.Admin.AskAsync(HttpMethod.Parse(method), address, body), $"{method} {address} with {name}");
            }
        }
    }

    [Fact]
    public void Reading_a_hostile_body_allocates_a_bounded_multiple_of_it()
    {
        var read = typeof(StrictJson).GetMethod(nameof(StrictJson.Read))!;
        foreach (var type in Routes().Select(route => route.Body).Append(typeof(ImportLine)).Distinct())
        {
            var reader = read.MakeGenericMethod(type);
            foreach (var (name, body) in HostileBodies.Any().Concat(HostileBodies.Of(type)))
            {
                ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(body);
                Assert.True(bytes.Length <= RequestBody.MaxBytes, $"{name} has {bytes.Length} bytes");
                JsonTypeInfo of = ApiJson.Options.GetTypeInfo(type);
                reader.Invoke(null, [bytes, of]);

                var before = GC.GetAllocatedBytesForCurrentThread();
                reader.Invoke(null, [bytes, of]);
                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

                Assert.True(
                    allocated <= AtLeast + (MostTimes * (long)bytes.Length), $"{type.Name}, {name}: {bytes.Length} bytes took {allocated}");
            }
        }
    }

    [Fact]
    public async Task An_import_says_little_of_each_hostile_line()
    {
        string[] lines =
        [
            .. HostileBodies.Any().Concat(HostileBodies.Of(typeof(ImportLine))).Select(body => body.Body),
            $$"""{"organization_id":"x","subscription_id":"{{Pots(1900)}}"}""",
            $$"""{"organization_id":"{{Pots(1900)}}","subscription_id":"s"}""",
            $$"""{"organization_id":"{{Guid.NewGuid()}}","subscription_id":"s","status":"{{Pots(1900)}}"}""",
            string.Concat("{\"a\":[", string.Join(',', Enumerable.Repeat("\"\\u0000\"", 800)), "]}"),
        ];
        using var content = new StringContent(string.Join('\n', lines))
        {
            Headers = { ContentType = new MediaTypeHeaderValue(ImportEndpoint.MediaType) },
        };

        using var answer = await shared.Admin.PostAsync("/api/admin/import", content, TestContext.Current.CancellationToken);

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var outcomes = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines.Length + 1, outcomes.Length);
        Assert.All(outcomes, outcome => Assert.InRange(Encoding.UTF8.GetByteCount(outcome), 2, 4 * 1024));
    }

    [Fact]
    public async Task Long_values_in_addresses_and_headers_come_back_short()
    {
        var odd = Uri.EscapeDataString(Pots(250));
        foreach (var operation in (await ApiDocument.ReadAsync(shared.Anyone)).Operations)
        {
            var names = operation.Parameters
                .Where(parameter => parameter["in"]!.GetValue<string>() == "query")
                .Select(parameter => parameter["name"]!.GetValue<string>());
            var path = Filled(operation.Path, odd);
            var known = Filled(operation.Path, $"{Guid.NewGuid()}");
            string[] addresses = [path[..Math.Min(path.Length, 7000)], .. names.Select(name => $"{known}?{name}={odd}")];
            foreach (var address in addresses.Where(_ => operation.Id != "deleteSession"))
            {
                var method = HttpMethod.Parse(operation.Method);
                await ShouldBeSmallAsync(
                    await shared.Admin.AskAsync(
                        method, address, operation.MediaType is null ? null : "{}",
                        ("If-Match", new string('x', 3000)), ("Idempotency-Key", new string('y', 3000)),
                        ("Accept-Language", new string('z', 3000))),
                    $"{method} {address}");
            }
        }
    }

    [Fact]
    public void A_problem_is_small_whatever_it_is_made_of()
    {
        var endless = Pots(10_000);
        var errors = Enumerable.Range(0, 1000)
            .ToDictionary(number => $"{number}{endless}", _ => new[] { endless, endless }, StringComparer.Ordinal);

        var invalid = Problem.Invalid(errors);
        Problem[] problems = [invalid, invalid with { Said = new("json_twice", ("member", endless)) },
            new(ProblemCode.Forbidden, new("metrics_out_of_range", ("field", endless)))];
        foreach (var problem in problems)
        {
            var document = new ProblemDocument("t", "t", 422, problem.Detail, "c", "i", problem.Errors);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(document, ApiJson.Context.ProblemDocument).Length;
            Assert.InRange(bytes, 1, MostBytes - 1024);
        }
    }
}
