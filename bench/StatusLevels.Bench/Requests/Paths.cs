using System.Text;

namespace StatusLevels.Bench.Requests;

/// <summary>The requests that are measured.</summary>
internal static class Paths
{
    public static byte[] Status(Guid organization, string query = "", string headers = "") =>
        HttpLane.Request("GET", $"/api/organizations/{organization}/status{query}", headers);

    /// <summary>A grant of B, which brings its notices and its reminder.</summary>
    public static byte[] Grant(Guid organization, string key) => HttpLane.Request(
        "POST", $"/api/admin/organizations/{organization}/status-levels", Bearer(key), """{"level":"B"}""");

    /// <summary>A verification of B: a change that can be repeated without end.</summary>
    public static byte[] Verification(Guid organization, string key) => HttpLane.Request(
        "POST", $"/api/admin/organizations/{organization}/status-levels/B/verification", Bearer(key));

    public static byte[] History(Guid organization, long page, string cookie) => HttpLane.Request(
        "GET", $"/api/organizations/{organization}/status-history?per_page=20&page={page}", $"Cookie: {cookie}\r\n");

    /// <summary>Signs the admin in; what its cookie says.</summary>
    public static async Task<string> SignInAsync(BenchProduct product, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = product.Address };
        using var body = new StringContent(
            $$"""{"email":"{{BenchProduct.AdminEmail}}","password":"{{product.AdminPassword}}"}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/api/session", body, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];
    }

    private static string Bearer(string key) => $"Authorization: Bearer {key}\r\n";
}
