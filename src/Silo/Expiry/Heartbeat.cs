using Microsoft.Extensions.Logging;
using Polly;

namespace StatusLevels.Silo.Expiry;

/// <summary>
/// Tells somebody outside that the machinery lives, or that it is in trouble. Tries a few
/// times within a minute and a half, and then leaves it: silence is an alarm too.
/// </summary>
internal sealed partial class Heartbeat(IHttpClientFactory clients, HeartbeatSettings settings, ILogger<Heartbeat> logger)
{
    /// <summary>The name of its HTTP client, which logs no address and tries again.</summary>
    public const string Client = "StatusLevels.Heartbeat";

    /// <summary>Never throws but for <paramref name="cancellationToken"/>.</summary>
    public async Task Send(bool well, CancellationToken cancellationToken)
    {
        if ((well ? settings.Url : settings.FailUrl) is not { } url)
        {
            return;
        }

        try
        {
            using var client = clients.CreateClient(Client);
            using var answer = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                LogSent(well ? "all is well" : "there is trouble");
            }
            else
            {
                LogNotTaken((int)answer.StatusCode);
            }
        }
        // The messages of these name the address, which is a secret.
        catch (HttpRequestException exception)
        {
            LogNotSent(exception.HttpRequestError.ToString());
        }
        catch (Exception exception) when (
            exception is ExecutionRejectedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNotSent("no answer in time");
        }
    }

    [LoggerMessage(LogLevel.Information, "Heartbeat sent: {Message}")]
    private partial void LogSent(string message);

    [LoggerMessage(
        LogLevel.Warning,
        "The heartbeat was answered with HTTP status {Status}, several times: whoever listens for it will raise the alarm")]
    private partial void LogNotTaken(int status);

    [LoggerMessage(LogLevel.Warning, "The heartbeat could not be sent ({Reason}): whoever listens for it will raise the alarm")]
    private partial void LogNotSent(string reason);
}
