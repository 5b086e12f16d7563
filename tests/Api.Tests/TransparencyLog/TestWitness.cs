using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StatusLevels.Transparency;

namespace StatusLevels.Api.Tests.TransparencyLog;

/// <summary>A witness on a loopback port, as c2sp.org/tlog-witness wants it: it signs what goes on from what it signed before.</summary>
internal sealed class TestWitness : IAsyncDisposable
{
    private const string Name = "witness.example/w1";
    private const long Time = 1_780_000_000;

    private static readonly Ed25519Key Signer = new([.. Enumerable.Repeat((byte)9, Ed25519Key.SeedBytes)]);

    private readonly WebApplication running;
    private Checkpoint? last;

    private TestWitness(WebApplication running) => this.running = running;

    public static NoteKey Key { get; } = new(Name, NoteSignatureType.Cosignature, Signer.PublicKey);

    /// <summary>As an operator writes it.</summary>
    public string Setting => $"{Key}={running.Urls.Single()}/of/logs/";

    /// <summary>The status of each answer.</summary>
    public List<int> Answers { get; } = [];

    /// <summary>What it answers instead of what it should; null: what it should.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public static async Task<TestWitness> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var witness = new TestWitness(builder.Build());
        witness.running.MapPost("/of/logs/add-checkpoint", witness.AddAsync);
        await witness.running.StartAsync();
        return witness;
    }

    public ValueTask DisposeAsync() => running.DisposeAsync();

    private async Task AddAsync(HttpContext context)
    {
        if (Instead is { } instead)
        {
            await instead(context);
        }
        else
        {
            using var reader = new StreamReader(context.Request.Body);
            var (status, answer) = Judge(await reader.ReadToEndAsync());
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(answer);
        }

        lock (Answers)
        {
            Answers.Add(context.Response.StatusCode);
        }
    }

    private (int Status, string Answer) Judge(string question)
    {
        var head = question.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = question[..head].Split('\n');
        var old = long.Parse(lines[0]["old ".Length..], CultureInfo.InvariantCulture);
        var proof = lines[1..].Select(
            static line => TreeHash.TryParse(line, out var hash) ? hash : throw new FormatException(line)).ToList();
        var note = SignedNote.Parse(question[(head + 2)..]);
        if (note is null || !note.IsSignedBy(LogApi.PublicKey) || Checkpoint.Parse(note.Text) is not { } checkpoint)
        {
            return (403, "");
        }

        if (old != (last?.Size ?? 0))
        {
            return (409, string.Create(CultureInfo.InvariantCulture, $"{last?.Size ?? 0}\n"));
        }

        if (!MerkleProof.IsConsistent(old, last?.Root ?? TreeHash.Empty, checkpoint.Size, checkpoint.Root, proof))
        {
            return (422, "");
        }

        last = checkpoint;
        var time = new byte[sizeof(long)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(time, Time);
        byte[] signature = [.. time, .. Signer.Sign(NoteKey.CosignedMessage(note.Text, Time))];
        return (200, $"{new NoteSignature(Name, Key.Id, signature)}\n");
    }
}
