using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace StatusLevels.Bench.Grants;

/// <summary>
/// Grants A to ever new organizations of a running product, over HTTP, and then reads back whether each acknowledged one is there.
/// <c>dotnet run -c Release --project bench/Grants -- http://localhost:8080 admin@localhost PASSWORD [connections] [seconds]</c>
/// </summary>
internal static class Program
{
    private const string Grant = """{"level":"A","notes":"load"}""";

    public static async Task<int> Main(string[] args)
    {
        if (args is not [var address, var email, var password, .. var rest] || !Numbers(rest, out var connections, out var seconds))
        {
            await Console.Error.WriteLineAsync("Usage: address email password [connections, 1..1000] [seconds, 1..600]");
            return 1;
        }

        using var handler = new SocketsHttpHandler { CookieContainer = new CookieContainer(), UseProxy = false, MaxConnectionsPerServer = connections };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(address) };
        using (var signedIn = await client.PostAsync("/api/session", Json($$"""{"email":"{{email}}","password":"{{password}}"}""")))
        {
            signedIn.EnsureSuccessStatusCode();
        }

        // The first grants compile what the others run.
        await LoadAsync(client, connections, TimeSpan.FromSeconds(3));
        var began = Stopwatch.GetTimestamp();
        var loads = await LoadAsync(client, connections, TimeSpan.FromSeconds(seconds));
        var took = Stopwatch.GetElapsedTime(began);
        var times = loads.SelectMany(load => load.Times).Order().ToArray();
        var lost = await CountLostAsync(client, [.. loads.SelectMany(load => load.Granted)]);
        var refused = loads.Sum(load => load.Refused);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{times.Length} grants in {took.TotalSeconds:0.0} s at {connections} connections: {times.Length / took.TotalSeconds:0} per second; "
            + $"ms p50 {At(times, 0.5):0.0}, p95 {At(times, 0.95):0.0}, p99 {At(times, 0.99):0.0}; {refused} refused, {lost} acknowledged and lost"));
        return refused == 0 && lost == 0 && times.Length > 0 ? 0 : 1;
    }

    private static Task<Load[]> LoadAsync(HttpClient client, int connections, TimeSpan duration) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(_ => GrantAsync(client, Stopwatch.GetTimestamp(), duration)));

    private static async Task<Load> GrantAsync(HttpClient client, long began, TimeSpan duration)
    {
        var load = new Load();
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            var organization = Guid.NewGuid();
            var sent = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsync($"/api/admin/organizations/{organization}/status-levels", Json(Grant));
            await answer.Content.ReadAsByteArrayAsync();
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                load.Times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                load.Granted.Add(organization);
            }
            else
            {
                load.Refused++;
            }
        }

        return load;
    }

    private static async Task<int> CountLostAsync(HttpClient client, Guid[] granted)
    {
        var lost = 0;
        await Parallel.ForEachAsync(granted, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (organization, cancellationToken) =>
        {
            var status = await client.GetStringAsync($"/api/organizations/{organization}/status", cancellationToken);
            if (!status.Contains("\"current_level\":\"A\"", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref lost);
            }
        });
        return lost;
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[(int)((sorted.Length - 1) * share)];

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static bool Numbers(string[] texts, out int connections, out int seconds)
    {
        (connections, seconds) = (32, 15);
        return (texts.Length < 1 || Number(texts[0], 1000, out connections)) && (texts.Length < 2 || Number(texts[1], 600, out seconds)) && texts.Length <= 2;
    }

    private static bool Number(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most;

    private sealed class Load
    {
        public List<double> Times { get; } = [];

        public List<Guid> Granted { get; } = [];

        public int Refused { get; set; }
    }
}
