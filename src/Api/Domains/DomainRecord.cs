using System.Net;
using DnsClient;

namespace StatusLevels.Api.Domains;

/// <summary>Finds DNS records of type TXT.</summary>
internal interface ITextRecords
{
    /// <summary>All of this name; none when there are none, null when nobody can tell.</summary>
    Task<IReadOnlyList<string>?> FindAsync(string name, CancellationToken cancellationToken);
}

/// <summary>Asks name servers.</summary>
/// <param name="servers">Which; null: those of this machine.</param>
internal sealed class SystemTextRecords(IReadOnlyList<IPEndPoint>? servers = null) : ITextRecords
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Made when it is first needed: a machine without name servers has no domains to look at.
    private readonly Lazy<LookupClient> client = new(() =>
    {
        var options = servers is null ? new LookupClientOptions() : new LookupClientOptions([.. servers]);
        options.Timeout = Patience;
        options.Retries = 1;
        options.UseCache = false;
        options.ThrowDnsErrors = false;
        return new LookupClient(options);
    });

    public async Task<IReadOnlyList<string>?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.Value.QueryAsync(name, QueryType.TXT, cancellationToken: cancellationToken);
            return answer.HasError && answer.Header.ResponseCode != DnsHeaderResponseCode.NotExistentDomain
                ? null
                : [.. answer.Answers.TxtRecords().Select(record => string.Concat(record.Text))];
        }
        catch (Exception exception) when (
            // A server that is away, or whose answer is none: whoever sends such a thing proves nothing, and stops nobody.
            exception is DnsResponseException or DnsXidMismatchException or DnsResponseParseException or InvalidOperationException
                or IOException or System.Net.Sockets.SocketException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}

/// <summary>Looks for the proof in the names of the site.</summary>
internal sealed class DomainRecord(ITextRecords records)
{
    private const string NotThere = "no_record";

    public static string NameOf(string domain) => $"_statuslevels.{domain}";

    public async Task<DomainFinding> LookAsync(string domain, Guid organization, CancellationToken cancellationToken) =>
        await records.FindAsync(NameOf(domain), cancellationToken) switch
        {
            null => DomainFinding.Unclear("dns_failed"),
            var found when found.Any(text => Uuid.TryParse(text.Trim(), out var id) && id == organization) =>
                DomainFinding.Proven(DomainFinding.Dns),
            _ => DomainFinding.Missing(NotThere),
        };
}
