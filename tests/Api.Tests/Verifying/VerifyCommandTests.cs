using System.Buffers.Text;
using System.CommandLine;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StatusLevels.Api.Verifying;
using StatusLevels.Testing;
using StatusLevels.Testing.Credentials;
using StatusLevels.Transparency;

namespace StatusLevels.Api.Tests.Verifying;

/// <summary>What the command says of a file, in words and in JSON, and with which exit code it ends.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private static readonly string Key = Base64Url.EncodeToString(TestBundle.Key.PublicKey);

    private readonly TestFolder folder = new();
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_says_in_plain_words_who_has_which_level_and_why()
    {
        var file = await WriteAsync(new()
        {
            At = now,
            ValidUntil = null,
            ChangeCredential = one => one["credentialSubject"]!["name"] = "Пекарня\nLevel  Z\u001b[2J",
        });
        var (exitCode, said) = await RunAsync(file, "--key", Key, "--key", $"{new TestBundle().LogKey}");
        Assert.Equal(0, exitCode);
        foreach (var part in (string[])[
            "This level is active.", "Пекарня Level  Z\uFFFD[2J, https://levels.example.org/organizations/6f0e2b8a-5a55-4f0e-9c0d-2b1a7d3c9e10",
            "Level                  B", "29 October 2026", "without an end",
            "entry 7 of its history, which is leaf 3 of 5 in the log levels.example.org/log", "the key that was known before",
            "passed       The entry is in the public log"])
        {
            Assert.Contains(part, said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_exit_code_tells_what_counts_what_does_not_and_what_is_not_known()
    {
        var good = new TestBundle { At = now, ValidUntil = null };
        var log = $"{good.LogKey}";
        var other = new NoteKey("levels.example.org/log", NoteSignatureType.Text, TestBundle.Key.PublicKey).ToString();
        var file = await WriteAsync(good);
        Assert.Equal(0, (await RunAsync(file, "--key", Key, "--key", log)).ExitCode);
        Assert.Equal(1, (await RunAsync(file, "--key", Key, "--key", other)).ExitCode);
        Assert.Equal(1, (await RunAsync(file, "--key", Base64Url.EncodeToString(new byte[32]))).ExitCode);
        Assert.Equal(2, (await RunAsync(file, "--offline")).ExitCode);
        Assert.Equal(2, (await RunAsync(file, "--key", "no key")).ExitCode);
        Assert.Equal(2, (await RunAsync(file + "-missing", "--key", Key)).ExitCode);
        Assert.Equal(2, (await RunAsync("http://127.0.0.1:1/bundle", "--key", Key)).ExitCode);
        Assert.Equal(2, (await RunAsync(await WriteAsync(good with { At = now.AddHours(-2) }), "--key", Key)).ExitCode);
        Assert.Equal(1, (await RunAsync(await WriteAsync(good with { IsRevoked = true }), "--key", Key)).ExitCode);
        Assert.Equal(1, (await RunAsync(await WriteAsync(good with { IsRevoked = true }), "--offline")).ExitCode);
    }

    [Fact]
    public async Task It_takes_an_address_and_asks_the_issuer_for_its_keys()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var issuer = builder.Build();
        issuer.Urls.Add("http://127.0.0.1:0");
        var bundle = new TestBundle { At = now, ValidUntil = null };
        var did = bundle.Did();
        issuer.MapGet("/bundle", () => bundle.Make());
        issuer.MapGet("/moved", () => Results.Redirect("/bundle"));
        issuer.MapGet("/.well-known/did.json", () => did.ToJsonString());
        await issuer.StartAsync(TestContext.Current.CancellationToken);
        var address = new Uri(issuer.Urls.Single());
        bundle = bundle with { Issuer = $"did:web:127.0.0.1%3A{address.Port}" };
        did = bundle.Did();

        var (exitCode, said) = await RunAsync($"{address}bundle");
        Assert.Equal(0, exitCode);
        Assert.Contains("as the issuer shows it", said, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync($"{address}moved")).ExitCode);

        did["verificationMethod"]![0]!["revoked"] = "2026-01-01T00:00:00Z";
        Assert.Equal(1, (await RunAsync($"{address}bundle")).ExitCode);
        did = (bundle with { Signer = TestBundle.KeyOf(9) }).Did();
        Assert.Equal(1, (await RunAsync($"{address}bundle")).ExitCode);
    }

    [Fact]
    public async Task An_issuer_that_cannot_be_asked_leaves_the_key_of_the_file_which_is_not_enough()
    {
        // Nobody listens there.
        var file = await WriteAsync(new() { At = now, ValidUntil = null, Issuer = "did:web:127.0.0.1%3A1" });
        var (exitCode, said) = await RunAsync(file);
        Assert.Equal(2, exitCode);
        Assert.Contains("could not be asked for its keys", said, StringComparison.Ordinal);
        Assert.Contains("the key in this file", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_answers_programs_in_JSON()
    {
        var file = await WriteAsync(new() { At = now, ValidUntil = null, IsSuspended = true });
        using var answer = JsonDocument.Parse((await RunAsync(file, "--key", Key, "--json")).Said);
        var root = answer.RootElement;
        Assert.Equal(
            (1, "fail", "suspended", "B"),
            (root.GetProperty("schema").GetInt32(), root.GetProperty("status").GetString(), root.GetProperty("verdict").GetString(),
                root.GetProperty("level").GetString()));
        Assert.Equal("pinned", root.GetProperty("key").GetProperty("source").GetString());
        Assert.Equal(7, root.GetProperty("entry").GetProperty("sequence").GetInt64());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("valid_until").ValueKind);
        var checks = root.GetProperty("checks").EnumerateArray()
            .ToDictionary(one => one.GetProperty("id").GetString()!, one => one.GetProperty("status").GetString(), StringComparer.Ordinal);
        Assert.Equal(("ok", "fail", "unknown"), (checks["not_revoked"], checks["not_suspended"], checks["text"]));
    }

    private async Task<string> WriteAsync(TestBundle bundle)
    {
        var file = Path.Combine(folder.Path, $"{Guid.NewGuid()}.jws");
        await File.WriteAllTextAsync(file, bundle.Make(), TestContext.Current.CancellationToken);
        return file;
    }

    private static async Task<(int ExitCode, string Said)> RunAsync(params string[] arguments)
    {
        using var said = new StringWriter();
        var exitCode = await VerifyCommand.Create().Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = said, Error = said }, TestContext.Current.CancellationToken);
        return (exitCode, said.ToString());
    }
}
