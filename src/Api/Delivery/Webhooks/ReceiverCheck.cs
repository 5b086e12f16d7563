using System.Net.Sockets;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>Judges an address before anything is sent there; each try judges it again.</summary>
internal sealed class ReceiverCheck(IHostAddresses hosts, ReceiverRules rules)
{
    private const string NotAllowed = "must be a public address; local and private ones are not called";
    private const string NotHere = "must be an https address, unless it is this machine's";

    /// <summary>What is wrong with it; null: nothing. A host that cannot be found now may be there later.</summary>
    public async Task<string?> ObjectionAsync(string text, bool isOfPlatform, CancellationToken cancellationToken)
    {
        if (rules.Objection(text) is { } objection)
        {
            return objection;
        }

        var url = new Uri(text);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ReceiverConnections.ConnectTime);
        try
        {
            return rules.Allow(url, await hosts.FindAsync(url.IdnHost, patience.Token), isOfPlatform) ? null : Refused(url);
        }
        catch (Exception exception) when (
            exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return url.Scheme == Uri.UriSchemeHttps ? null : Refused(url);
        }
    }

    private static string Refused(Uri url) => url.Scheme == Uri.UriSchemeHttps ? NotAllowed : NotHere;
}
