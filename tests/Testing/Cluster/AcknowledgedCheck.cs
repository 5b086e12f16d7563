using System.Net;
using System.Text.Json;

namespace StatusLevels.Testing.Cluster;

/// <summary>What the histories say of the changes that a <see cref="Load"/> was told of.</summary>
/// <param name="Acknowledged">Changes that were acknowledged, the first ones included.</param>
/// <param name="Lost">Of these: not in the history.</param>
/// <param name="Twice">Changes, acknowledged or not, that are in the history more than once.</param>
/// <param name="Unacknowledged">In the history although nobody was told: their outcome was unknown.</param>
/// <param name="Broken">Histories that are not what was written.</param>
public sealed record AcknowledgedCheck(long Acknowledged, long Lost, long Twice, long Unacknowledged, long Broken)
{
    private const int PerPage = 100;
    private const int AtOnce = 4;

    private static readonly TimeSpan Patience = Testing.Patience.OfMinutes(1);

    /// <summary>Nothing that was acknowledged is missing, nothing was done twice, and every history holds.</summary>
    public bool Holds => Lost == 0 && Twice == 0 && Broken == 0;

    /// <summary>Reads the history of every organization back over HTTP, all pages of it.</summary>
    /// <param name="load">The load, stopped.</param>
    /// <param name="node">The node that is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<AcknowledgedCheck> ReadAsync(Load load, Uri node, CancellationToken cancellationToken = default)
    {
        using var admin = await ServiceCaller.SignInAsync(node, cancellationToken);
        var sums = new long[5];
        await Parallel.ForEachAsync(
            load.Organizations,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (organization, token) =>
            {
                var made = await ChangesAsync(admin, organization, token);
                var told = organization.Acknowledged;
                Interlocked.Add(ref sums[0], told.Count);
                Interlocked.Add(ref sums[1], told.Count(change => !made.ContainsKey(change)));
                Interlocked.Add(ref sums[2], made.Count(pair => pair.Value > 1));
                Interlocked.Add(ref sums[3], made.Keys.Except(told).Count());
                Interlocked.Add(ref sums[4], await IsWholeAsync(admin, organization, token) ? 0 : 1);
            });
        return new AcknowledgedCheck(sums[0], sums[1], sums[2], sums[3], sums[4]);
    }

    // How often each change is in the history.
    private static async Task<Dictionary<long, int>> ChangesAsync(
        HttpClient admin, LoadedOrganization organization, CancellationToken cancellationToken)
    {
        Dictionary<long, int> made = [];
        var next = FormattableString.Invariant($"/api/organizations/{organization.Id}/status-history?per_page={PerPage}");
        while (next is not null)
        {
            using var answer = await GetAsync(admin, next, cancellationToken);
            using var page = await JsonDocument.ParseAsync(
                await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            foreach (var entry in page.RootElement.GetProperty("history").EnumerateArray())
            {
                if (entry.GetProperty("metadata").TryGetProperty("valid_until", out var end)
                    && organization.ChangeOf(end.GetDateTimeOffset()) is { } change)
                {
                    made[change] = made.GetValueOrDefault(change) + 1;
                }
            }

            next = answer.Headers.TryGetValues("Link", out var links) ? links.First().Split('>')[0].TrimStart('<') : null;
        }

        return made;
    }

    private static async Task<bool> IsWholeAsync(HttpClient admin, LoadedOrganization organization, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync(admin, $"/api/organizations/{organization.Id}/status-history/verification", cancellationToken);
        using var verdict = await JsonDocument.ParseAsync(
            await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        return verdict.RootElement.GetProperty("valid").GetBoolean();
    }

    // A product that gets over a fault may be asked again for a while.
    private static async Task<HttpResponseMessage> GetAsync(HttpClient admin, string address, CancellationToken cancellationToken)
    {
        var answer = await Eventually.LastSeenAsync(
            () => admin.GetAsync(address, cancellationToken), static answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable,
            Patience,
            TimeSpan.FromMilliseconds(200), cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw new InvalidOperationException(
                $"{address} cannot be read back: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
