using System.Text.Json;
using StatusLevels.Transparency;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Tests.Credentials;

/// <summary>A product that issues credentials, and what a stranger reads of them.</summary>
internal static class CredentialApi
{
    public const string Did = "did:web:levels.example.org";

    private const string Root = "https://levels.example.org";

    public static Dictionary<string, string?> Settings => With(KeyOf(1));

    /// <summary>A key that signs.</summary>
    public static string KeyOf(byte number) => $"k{number}:{Convert.ToBase64String(SeedOf(number))}";

    /// <summary>The same when it signs no more.</summary>
    public static string KeyOf(byte number, string use) =>
        $"k{number}:{use}:{Convert.ToBase64String(new Ed25519Key(SeedOf(number)).PublicKey)}";

    public static Dictionary<string, string?> With(string keys) => new() { ["PUBLIC_BASE_URL"] = Root, ["CREDENTIAL_KEYS"] = keys };

    public static async Task<string> TextAsync(HttpClient client, string address, string? accept = null)
    {
        using var answer = await client.GetAsync(address, accept is null ? [] : [("Accept", accept)]);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        return text;
    }

    public static Task<string> CredentialAsync(HttpClient client, Guid organization, string level, string? accept = null) =>
        TextAsync(client, AddressOf(organization, level), accept);

    public static string AddressOf(Guid organization, string level) => $"/api/organizations/{organization}/credentials/{level}";

    /// <summary>Whether the credential is revoked and suspended now, by the lists that it names.</summary>
    public static async Task<(bool Revoked, bool Suspended)> StatusAsync(HttpClient client, string credential)
    {
        using var json = JsonDocument.Parse(credential);
        var bits = new List<bool>();
        foreach (var entry in json.RootElement.GetProperty("credentialStatus").EnumerateArray())
        {
            var address = entry.Text("statusListCredential");
            Assert.StartsWith($"{Root}/", address, StringComparison.Ordinal);
            using var list = JsonDocument.Parse(await TextAsync(client, address[Root.Length..]));
            var subject = list.RootElement.GetProperty("credentialSubject");
            Assert.Equal(entry.Text("statusPurpose"), subject.Text("statusPurpose"));
            var index = int.Parse(entry.Text("statusListIndex"), System.Globalization.CultureInfo.InvariantCulture);
            bits.Add(Bitstring.Decode(subject.Text("encodedList"))![index]);
        }

        Assert.Equal(2, bits.Count);
        return (bits[0], bits[1]);
    }

    private static byte[] SeedOf(byte number) => [.. Enumerable.Repeat(number, Ed25519Key.SeedBytes)];
}
