using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Organizations;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Organizations;

/// <summary>The ways to a public status: from memory, from where it is stored, and the long one, with which the others agree.</summary>
internal sealed class StatusWays(TestApi api)
{
    private readonly StatusCounts counts = api.Services.GetRequiredService<StatusCounts>();
    private readonly LocalSnapshots shown = api.Services.GetRequiredService<LocalSnapshots>();

    /// <summary>
    /// A cookie of a session that is over, which only the database knows: it leads through every check, to the same public answer.
    /// </summary>
    public async Task<(string Name, string Value)> LongWayAsync()
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = api.Address };
        using var opened = await client.PostAsync(
            "/api/session", Json.Content($$"""{"email":"{{TestApi.AdminEmail}}","password":"{{TestApi.AdminPassword}}"}"""),
            TestContext.Current.CancellationToken);
        var cookie = ("Cookie", opened.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
        using var closed = await client.AskAsync(HttpMethod.Delete, "/api/session", null, cookie);
        Assert.True(closed.IsSuccessStatusCode);
        return cookie;
    }

    /// <summary>Collects what is idle until the organization is not in memory.</summary>
    public Task LeaveMemoryAsync(Guid organization) => Eventually.HoldsAsync(async () =>
    {
        await api.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        return shown.Lacks(new OrganizationId(organization));
    });

    /// <summary>How many of these requests were answered from memory, and how many from where it is stored.</summary>
    public async Task<(long Warm, long Cold)> CountAsync(int times, Func<Task> ask)
    {
        var (warm, cold) = (counts.Warm, counts.Cold);
        foreach (var _ in Enumerable.Range(0, times))
        {
            await ask();
        }

        return (counts.Warm - warm, counts.Cold - cold);
    }

    /// <summary>Every header but the time, and the body.</summary>
    /// <param name="client">One that keeps no cookies.</param>
    /// <param name="address">Where it is asked.</param>
    /// <param name="headers">What it says besides.</param>
    public static async Task<string> WholeAsync(HttpClient client, string address, params (string, string)[] headers)
    {
        using var answer = await client.GetAsync(address, headers);
        var lines = answer.Headers.Concat(answer.Content.Headers)
            .Where(header => header.Key != "Date")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
            .Order(StringComparer.Ordinal);
        return $"{(int)answer.StatusCode}\n{string.Join('\n', lines)}\n{await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }
}
