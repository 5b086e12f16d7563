using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Security;

/// <summary>The product that is asked whose its cookies are cannot be asked, or says what nobody understands.</summary>
internal sealed class IntrospectionAwayException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Asks another product whose a cookie of its is. An answer is remembered for 10 s, for 60 s while that product is away, and that it knows
/// nobody for 5 s; by the cookie's hash alone.
/// </summary>
internal sealed partial class SessionIntrospection : IDisposable
{
    private const int MostKept = 10_000;
    private const int MostInFlight = 64;
    private const int MostUnknownPerMinute = 30;
    private const int LargestAnswer = 64 * 1024;
    private const int LongestCookie = 4096;
    private const int AddressesKept = 100_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Nobody = TimeSpan.FromSeconds(5);

    // Nothing goes there but the cookie; what leads elsewhere is no answer.
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = MostInFlight,
    })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    private readonly SemaphoreSlim inFlight = new(MostInFlight, MostInFlight);
    private readonly IntrospectionSettings? settings;
    private readonly BriefMemory<string, IntrospectedUser> known;
    private readonly AttemptCounter unknown;
    private readonly ILogger logger;

    public SessionIntrospection(ApiSettings settings, TimeProvider time, ILogger<SessionIntrospection> logger)
    {
        this.settings = settings.Introspection;
        this.logger = logger;
        unknown = new(MostUnknownPerMinute, TimeSpan.FromMinutes(1), AddressesKept, time) { ForgetsOldest = true };
        known = new(time, MostKept, (_, _) => Task.FromResult<IntrospectedUser?>(null), Nobody)
        {
            IsAway = exception => exception is IntrospectionAwayException,
        };
        if (this.settings?.Cookie == settings.SessionCookieName)
        {
            LogSharedName(settings.SessionCookieName);
        }
    }

    /// <summary>The name of the cookie that is asked about; null: nobody is asked.</summary>
    public string? CookieName => settings?.Cookie;

    /// <summary>The cookie that may be that product's; null when there is none that could be.</summary>
    public string? Presented(HttpRequest request) => settings is null ? null
        : NamedCookies.Read(request, settings.Cookie).FirstOrDefault(
            value => value.Length is > 0 and <= LongestCookie && value.All(IsPrintable));

    /// <summary>Whose the cookie is; null when that product knows nobody by it.</summary>
    /// <exception cref="IntrospectionAwayException">It cannot be asked, and what it said before is too old.</exception>
    /// <exception cref="ProblemException">The address has presented too many cookies that nobody knows here.</exception>
    public ValueTask<IntrospectedUser?> FindAsync(string cookie, IPAddress? from, CancellationToken cancellationToken) => known.GetAsync(
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(cookie))),
        (key, cancelled) =>
            known.Remembers(key) || unknown.Refuse(ClientAddress.Key(from)) is not { } pause
                ? AskAsync(cookie, cancelled)
                : throw new ProblemException(CallLimits.TooMany(pause)),
        cancellationToken);

    public void Dispose()
    {
        http.Dispose();
        inFlight.Dispose();
    }

    private async Task<IntrospectedUser?> AskAsync(string cookie, CancellationToken cancellationToken)
    {
        if (!await inFlight.WaitAsync(Patience, cancellationToken))
        {
            throw Away("too many questions are under way");
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, settings!.Url);
            request.Headers.TryAddWithoutValidation("Cookie", $"{settings.Cookie}={cookie}");
            using var answer = await http.SendAsync(request, cancellationToken);
            return answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => null,
                HttpStatusCode.OK when answer.Content.Headers.ContentType?.MediaType == "application/json" =>
                    Read(await answer.Content.ReadAsByteArrayAsync(cancellationToken), settings),
                HttpStatusCode.OK => throw Away("its answer is not JSON"),
                var status => throw Away($"it answered with {(int)status}"),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Away(exception.Message, exception);
        }
        finally
        {
            inFlight.Release();
        }
    }

    private static IntrospectedUser? Read(byte[] body, IntrospectionSettings settings)
    {
        using var document = JsonDocument.Parse(ByteOrderMark.Skip(body));
        return IntrospectedUser.Read(document.RootElement, settings);
    }

    private IntrospectionAwayException Away(string why, Exception? inner = null)
    {
        LogAway(settings!.Url.Host, why);
        return new(why, inner);
    }

    private static bool IsPrintable(char character) => character is > ' ' and < '\x7f';

    [LoggerMessage(1, LogLevel.Warning,
        "SESSION_INTROSPECTION_COOKIE and SESSION_COOKIE_NAME are both \"{Name}\": on one host the two products overwrite each other's cookie")]
    private partial void LogSharedName(string name);

    [LoggerMessage(2, LogLevel.Warning, "{Host} could not be asked whose a session is: {Reason}")]
    private partial void LogAway(string host, string reason);
}
