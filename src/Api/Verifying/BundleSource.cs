using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StatusLevels.Api.TransparencyLog;
using StatusLevels.Silo;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Verifying;

/// <summary>Where a bundle and the keys of its issuer are had from. What comes back is bounded, and no redirect is followed.</summary>
internal sealed partial class BundleSource : IDisposable
{
    private const int LargestBundle = CompactJws.Longest;

    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = LargestBundle,
    };

    /// <summary>The text of a bundle.</summary>
    /// <param name="target">A file, <c>-</c>, or an address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">It cannot be had.</exception>
    public async Task<string> BundleAsync(string target, CancellationToken cancellationToken)
    {
        if (Uri.TryCreate(target, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return Encoding.Latin1.GetString(await GetAsync(address!, CredentialBundle.MediaType, cancellationToken));
        }

        try
        {
            await using var file = target == "-" ? Console.OpenStandardInput() : File.OpenRead(target);
            // One byte more than a bundle has: what is longer is none.
            var bytes = new byte[LargestBundle + 1];
            var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.Latin1.GetString(bytes, 0, length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file {target} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>What an issuer lists as its keys.</summary>
    /// <exception cref="StartupException">It cannot be had, or is no list of keys.</exception>
    public async Task<DidKeys> KeysAsync(string issuer, CancellationToken cancellationToken)
    {
        var address = AddressOf(issuer, DidDocument.Path);
        var answer = await GetAsync(address, "application/did+json", cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(answer);
            return DidKeys.Read(document.RootElement) ?? throw new StartupException($"What {address} answers is no did document.");
        }
        catch (JsonException exception)
        {
            throw new StartupException($"What {address} answers is no did document.", exception);
        }
    }

    /// <summary>The key of an issuer's public log; null when the issuer does not say that this is one of its logs.</summary>
    /// <exception cref="StartupException">It cannot be had, or is none.</exception>
    public static async Task<NoteKey?> LogKeyAsync(string issuer, NoteKey? named, CancellationToken cancellationToken)
    {
        if (named?.Name.Split('/') is not [_, var log] || !LogName().IsMatch(log))
        {
            return null;
        }

        using var remote = new RemoteLog(AddressOf(issuer, $"/{log}/"), isThere: true);
        return await remote.KeyAsync(cancellationToken);
    }

    public void Dispose() => client.Dispose();

    private static Uri AddressOf(string issuer, string path)
    {
        var host = DidKeys.HostOf(issuer) ?? throw new StartupException($"{issuer} is no did:web of a host.");
        var address = new Uri($"https://{host}{path}");
        // Nobody has a certificate for this machine itself.
        return address.IsLoopback ? new Uri($"http://{host}{path}") : address;
    }

    private async Task<byte[]> GetAsync(Uri address, string type, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
            using var answer = await client.SendAsync(request, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK
                ? await answer.Content.ReadAsByteArrayAsync(cancellationToken)
                : throw new StartupException($"{address} answers {(int)answer.StatusCode}.");
        }
        catch (HttpRequestException exception)
        {
            throw new StartupException($"{address} cannot be read: {exception.Message}", exception);
        }
        catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StartupException($"{address} did not answer within {client.Timeout.TotalSeconds} seconds.", exception);
        }
    }

    [GeneratedRegex("^log[0-9]{0,4}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogName();
}
