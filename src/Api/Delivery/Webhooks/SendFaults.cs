using System.Security.Authentication;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>Why a try did not succeed, in a word that the owner of the endpoint reads.</summary>
internal static class SendFaults
{
    public const string Timeout = "timeout";
    public const string Refused = "address_not_allowed";
    public const string NotFound = "host_not_found";
    public const string NotConnected = "not_connected";
    public const string Certificate = "tls_failed";
    public const string Closed = "connection_closed";
    public const string NoHttp = "no_http";
    public const string Redirect = "redirect";
    public const string Status = "status";

    /// <summary>The word for what went wrong before there was an answer; null for what is no receiver's doing.</summary>
    public static string? Of(Exception exception) => exception switch
    {
        HttpRequestException { InnerException: ReceiverRefusedException } => Refused,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => NotFound,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            or HttpRequestException { InnerException: AuthenticationException } => Certificate,
        HttpRequestException { InnerException: TimeoutException or OperationCanceledException } => Timeout,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => NotConnected,
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded
            or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError
        } => NoHttp,
        HttpRequestException or IOException => Closed,
        OperationCanceledException => Timeout,
        _ => null,
    };

    /// <summary>The word for an answer that is no success.</summary>
    public static string Of(int status) => status is >= 300 and < 400 ? Redirect : Status;
}
