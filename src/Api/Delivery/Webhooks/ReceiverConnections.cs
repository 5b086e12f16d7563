using System.Net.Sockets;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>
/// Connections to receivers. Each goes to an address that was judged right before, and to no other: what a name means may change between a
/// look and a call. Nothing else leads anywhere: no proxy, no redirect, no cookie.
/// </summary>
internal sealed class ReceiverConnections : IDisposable
{
    /// <summary>Finding the host, connecting and agreeing on TLS.</summary>
    public static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);

    /// <summary>How many are called at the same time, by one process.</summary>
    private const int AtOnce = 1024;

    /// <summary>Headers of an answer, KiB.</summary>
    private const int HeaderLimit = 16;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    private readonly IHostAddresses hosts;
    private readonly ReceiverRules rules;
    private readonly SemaphoreSlim places = new(AtOnce);

    // What is allowed to the platform's endpoints alone is not lent to others of the same host.
    private readonly HttpMessageInvoker ofPlatform;
    private readonly HttpMessageInvoker ofOrganizations;

    public ReceiverConnections(IHostAddresses hosts, ReceiverRules rules)
    {
        (this.hosts, this.rules) = (hosts, rules);
        ofPlatform = new(Handler(isOfPlatform: true));
        ofOrganizations = new(Handler(isOfPlatform: false));
    }

    /// <summary>Waits until there is room for one call more; dispose what is returned at its end.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        return new Place(places);
    }

    /// <summary>Sends, and reads the answer as far as its headers are complete.</summary>
    /// <exception cref="HttpRequestException">It did not come about; an address that is refused is within.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool isOfPlatform, CancellationToken cancellationToken) =>
        (isOfPlatform ? ofPlatform : ofOrganizations).SendAsync(request, cancellationToken);

    public void Dispose()
    {
        ofPlatform.Dispose();
        ofOrganizations.Dispose();
        places.Dispose();
    }

    private SocketsHttpHandler Handler(bool isOfPlatform) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        // The ids of our traces are nobody else's business.
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectTime,
        PooledConnectionIdleTimeout = Idle,
        PooledConnectionLifetime = Life,
        MaxResponseHeadersLength = HeaderLimit,
        MaxResponseDrainSize = AnswerBody.ReadBytes,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var url = context.InitialRequestMessage.RequestUri!;
            var addresses = await hosts.FindAsync(url.IdnHost, cancellationToken);
            if (!rules.Allow(url, addresses, isOfPlatform))
            {
                throw new ReceiverRefusedException();
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, url.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? places = places;

        public void Dispose() => Interlocked.Exchange(ref places, null)?.Release();
    }
}

/// <summary>The host is at an address that must not be called.</summary>
internal sealed class ReceiverRefusedException() : Exception("The address of the receiver is not allowed.");
