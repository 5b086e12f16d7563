using System.Net;
using System.Text;
using StatusLevels.Silo;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>A public log somewhere, read as anybody reads it.</summary>
/// <param name="address">Where the log is found.</param>
/// <param name="isThere">It is nowhere else: no redirect is followed.</param>
internal sealed class RemoteLog(Uri address, bool isThere = false) : IDisposable
{
    private const int MostTries = 5;
    private const int LargestAnswer = SignedNote.Longest;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = !isThere })
    {
        Timeout = TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <summary>The signed checkpoint.</summary>
    /// <exception cref="StartupException">It cannot be had, or is none.</exception>
    public async Task<SignedNote> CheckpointAsync(CancellationToken cancellationToken) =>
        SignedNote.Parse(Encoding.UTF8.GetString(await GetAsync("checkpoint", cancellationToken)))
        ?? throw new StartupException($"What {address}checkpoint answers is no signed checkpoint.");

    /// <summary>The key that the log says is its own.</summary>
    /// <exception cref="StartupException">It cannot be had, or is none.</exception>
    public async Task<NoteKey> KeyAsync(CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await GetAsync("keys", cancellationToken))
            .Split('\n').Select(NoteKey.Parse).FirstOrDefault(static key => key is not null)
        ?? throw new StartupException($"What {address}keys answers is no key.");

    /// <summary>The hashes of leaves from this one on, up to the next whole tile.</summary>
    /// <param name="first">The first of a tile.</param>
    /// <param name="size">How many leaves the tree has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">They cannot be had.</exception>
    public async Task<IReadOnlyList<TreeHash>> LeavesAsync(long first, long size, CancellationToken cancellationToken)
    {
        var width = (int)Math.Min(TileAddress.WholeWidth, size - first);
        var tile = new TileAddress(0, first / TileAddress.WholeWidth, width);
        var hashes = await GetAsync($"tile/{tile}", cancellationToken);
        return hashes.Length == width * TreeHash.Size
            ? [.. hashes.Chunk(TreeHash.Size).Select(static hash => new TreeHash(hash))]
            : throw new StartupException($"{address}tile/{tile} has {hashes.Length} bytes instead of {width * TreeHash.Size}.");
    }

    public void Dispose() => client.Dispose();

    private async Task<byte[]> GetAsync(string path, CancellationToken cancellationToken)
    {
        var where = new Uri(address, path);
        for (var count = 1; ; count++)
        {
            try
            {
                using var answer = await client.GetAsync(where, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                }

                if (count == MostTries || answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                {
                    throw new StartupException($"{where} answers {(int)answer.StatusCode}.");
                }

                var pause = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(count);
                await Task.Delay(pause < LongestPause ? pause : LongestPause, cancellationToken);
            }
            catch (HttpRequestException exception)
            {
                throw new StartupException($"{where} cannot be read: {exception.Message}", exception);
            }
            catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new StartupException($"{where} did not answer within {client.Timeout.TotalSeconds} seconds.", exception);
            }
        }
    }
}
