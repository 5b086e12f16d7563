using System.Net.Sockets;
using System.Text.Json;
using StatusLevels.Api.Sessions;
using StatusLevels.Silo;

namespace StatusLevels.Api.Hosting.Client;

/// <summary>The running product, as the command line talks to it: over HTTP like everybody else.</summary>
internal sealed class ProductClient : IDisposable
{
    /// <summary>The product ends what stands still for half a minute; it must have the time to say so.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient http;
    private string? cookie;

    /// <param name="address">Where the product answers.</param>
    /// <param name="onlyOwn">Nothing is sent to a program of another user, see <see cref="OwnListener"/>.</param>
    public ProductClient(Uri address, bool onlyOwn)
    {
        // The session's cookie is carried by hand: a container would withhold a secure one on the way to http://localhost.
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = !address.IsLoopback,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        if (onlyOwn)
        {
            handler.ConnectCallback = ConnectToOwnAsync;
        }

        http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <exception cref="StartupException">There is no product, or it does not let this admin in.</exception>
    public async Task SignInAsync(AdminCredentials credentials, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/session")
        {
            Content = JsonContent.Create(new SignInRequest(credentials.Email, credentials.Password), ApiJson.Context.SignInRequest),
        };
        try
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            bound.CancelAfter(Patience);
            using var answer = await http.SendAsync(request, bound.Token);
            if (await RefusalAsync(answer, bound.Token) is { } refusal)
            {
                throw new StartupException($"{http.BaseAddress} does not let {credentials.Email} in: {refusal}");
            }

            cookie = answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.First().Split(';')[0] : null;
        }
        catch (HttpRequestException exception) when (exception.InnerException is StartupException refusal)
        {
            throw new StartupException(refusal.Message, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new StartupException($"No StatusLevels answers at {http.BaseAddress}: start it, or name another address with --url. ({exception.Message.TrimEnd('.')})", exception);
        }
    }

    public async Task SignOutAsync(CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Delete, "api/session");
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Patience);
        using var answer = await http.SendAsync(request, bound.Token);
    }

    /// <summary>A request of whoever has signed in.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        return request;
    }

    /// <summary>Sends a request; the answer's body is still on its way.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>Why the product does not do what it was asked, in a sentence; null: it does.</summary>
    public static async Task<string?> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
        {
            return null;
        }

        try
        {
            // What answers may be no StatusLevels at all.
            return answer.Content.Headers.ContentType?.MediaType == Problem.ContentType
                && await answer.Content.ReadFromJsonAsync(ApiJson.Context.ProblemDocument, cancellationToken) is { } problem
                ? $"{problem.Detail} ({problem.Code})"
                : $"the answer is {(int)answer.StatusCode}.";
        }
        catch (JsonException)
        {
            return $"the answer is {(int)answer.StatusCode}.";
        }
    }

    public void Dispose() => http.Dispose();

    // Looked at before and after, so that it is the program behind this very connection.
    private static async ValueTask<Stream> ConnectToOwnAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var port = context.DnsEndPoint.Port;
        var before = OwnListener.RequireAt(port);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return before is not "" && OwnListener.RequireAt(port) == before
                ? new NetworkStream(socket, ownsSocket: true)
                : throw OwnListener.Refusal(port);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
