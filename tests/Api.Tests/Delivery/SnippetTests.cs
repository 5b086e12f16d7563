using System.Diagnostics;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>The programs of docs/delivery verify what is really sent, and nothing that was changed on the way.</summary>
public sealed class SnippetTests : IDisposable
{
    private readonly SenderRig rig = new();

    public void Dispose() => rig.Dispose();

    // Two are on each machine that tests, and with them the library of Standard Webhooks; of the others those that happen to be there.
    public static TheoryData<string, string[]> Programs =>
    [
        ("python3", ["verify.py"]),
        ("node", ["verify.mjs"]),
        ("node", ["../../tests/contract/webhook.mjs"]),
        .. new (string Program, string[] Arguments)[]
        {
            ("php", ["verify.php"]), ("ruby", ["verify.rb"]), ("go", ["run", "verify.go"]), ("java", ["Verify.java"]),
        }.Where(one => IsHere(one.Program)),
    ];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_receiver_in_this_language_takes_what_is_genuine_and_nothing_else(string program, string[] script)
    {
        var path = InstalledProgram.Find(program, program);
        await using var receiver = await TestReceiver.StartAsync();
        await rig.SendAsync(SenderRig.Target(receiver.Url) with
        {
            PreviousSecret = SenderRig.Seed,
            PreviousExpiresAt = TimeProvider.System.GetUtcNow().AddHours(1),
        });
        var call = Assert.Single(receiver.Calls);
        var (id, timestamp, signatures) = (
            call.Headers["webhook-id"], call.Headers["webhook-timestamp"], call.Headers["webhook-signature"]);
        var secret = $"whsec_{Convert.ToBase64String(SenderRig.Secret)}";
        byte[] changed = [.. call.Body];
        changed[10] ^= 1;

        Assert.Equal(0, await RunAsync([secret, id, timestamp, signatures], call.Body));
        Assert.Equal(0, await RunAsync([$"whsec_{Convert.ToBase64String(SenderRig.Seed)}", id, timestamp, signatures], call.Body));
        Assert.NotEqual(0, await RunAsync([secret, id, timestamp, signatures], changed));
        Assert.NotEqual(0, await RunAsync([secret, id + "1", timestamp, signatures], call.Body));
        Assert.NotEqual(0, await RunAsync([secret, id, "1700000000", signatures], call.Body));
        Assert.NotEqual(0, await RunAsync([$"whsec_{Convert.ToBase64String(new byte[32])}", id, timestamp, signatures], call.Body));

        async Task<int> RunAsync(string[] arguments, byte[] body)
        {
            var start = new ProcessStartInfo(path)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = Repository.PathOf("docs/delivery"),
            };
            foreach (var argument in (string[])[.. script, .. arguments])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            await process.StandardInput.BaseStream.WriteAsync(body, TestContext.Current.CancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode;
        }
    }

    private static bool IsHere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
