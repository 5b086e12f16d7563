using System.Text.Json;
using StatusLevels.Testing;
using StatusLevels.Transparency;

namespace StatusLevels.Api.Tests.TransparencyLog;

/// <summary>A product with a public log, and what a stranger reads of it.</summary>
internal static class LogApi
{
    public const string Origin = "levels.example.org/log";

    public static readonly Ed25519Key Key = new([.. Enumerable.Repeat((byte)7, Ed25519Key.SeedBytes)]);

    public static NoteKey PublicKey { get; } = new(Origin, NoteSignatureType.Text, Key.PublicKey);

    public static Dictionary<string, string?> Settings => new()
    {
        ["PUBLIC_BASE_URL"] = "https://levels.example.org",
        ["LOG_SIGNING_KEY"] = Convert.ToBase64String([.. Enumerable.Repeat((byte)7, Ed25519Key.SeedBytes)]),
    };

    public static Task<TestApi> StartAsync(TestDatabase? database = null) => TestApi.StartAsync(Settings, database: database);

    /// <summary>The checkpoint that is served, verified.</summary>
    public static async Task<(SignedNote Note, Checkpoint Checkpoint)?> CheckpointAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/log/checkpoint");
        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }

        var note = SignedNote.Parse(await answer.Content.ReadAsStringAsync());
        Assert.NotNull(note);
        return (note, Checkpoint.Parse(note.Text)!);
    }

    /// <summary>Waits until the log has so many leaves.</summary>
    public static async Task<Checkpoint> SizedAsync(HttpClient client, long size) =>
        (await Eventually.SeesAsync(() => CheckpointAsync(client), seen => seen?.Checkpoint.Size >= size))!.Value.Checkpoint;

    public static async Task<JsonElement> NewestEntryAsync(HttpClient member, Guid organization)
    {
        using var answer = await member.GetAsync($"/api/organizations/{organization}/status-history");
        return (await answer.ShouldBeOkAsync()).GetProperty("history")[0];
    }

    /// <summary>The proof of an entry, once there is one.</summary>
    public static async Task<LogProof> ProofAsync(HttpClient member, Guid organization, long sequence)
    {
        var text = await Eventually.SeesAsync(
            async () =>
            {
                using var answer = await member.GetAsync($"/api/organizations/{organization}/status-history/{sequence}/proof");
                return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : "";
            },
            text => text.Length > 0);
        var proof = LogProof.Parse(text);
        Assert.NotNull(proof);
        return proof;
    }
}
