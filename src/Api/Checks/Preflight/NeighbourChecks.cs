using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Security;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Settings;
using StatusLevels.Silo.Expiry;
using AuthenticationException = MailKit.Security.AuthenticationException;

namespace StatusLevels.Api.Checks.Preflight;

/// <summary>Those whom the product calls, and by whom it is called.</summary>
internal sealed class NeighbourChecks(Installation installation, SettingChecks settings)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public IEnumerable<Check> All() =>
    [
        After(PreflightRules.Mail, MailAsync),
        After(PreflightRules.Issuer, (read, token) => IssuerCheck.LookAsync(read.TokenIssuers, token)),
        After(PreflightRules.Introspection, IntrospectionAsync),
        After(PreflightRules.PublicAddress, PublicAddressAsync),
        After(PreflightRules.SigningKey, (read, token) => SigningKeyAsync(read, token)),
        After(PreflightRules.Dkim, DkimAsync),
        PreflightRules.Heartbeat.By(HeartbeatAsync),
    ];

    private Check After(CheckRule rule, Func<ApiSettings, CancellationToken, Task<Finding>> look) => rule.By(
        token => settings.TryRead() is { } read ? look(read, token) : Task.FromResult(Finding.After(PreflightRules.Settings)));

    private async Task<Finding> MailAsync(ApiSettings read, CancellationToken cancellationToken)
    {
        if (read.Mail.Server is not { } server)
        {
            return Finding.Ok($"none is named: {Word.Name(read.Mail.IsOn ? "files" : "off")}");
        }

        var place = Word.Host(server.Host, server.Port);
        await using var transport = new SmtpTransport(server, installation.Around.Clock);
        try
        {
            await transport.GreetAsync(cancellationToken);
            return server.User is null ? Finding.Ok($"{place} answers") : Finding.Ok($"{place} takes the sign-in");
        }
        catch (AuthenticationException)
        {
            return Finding.Fail($"{place} does not take the sign-in, or it would be in clear");
        }
        catch (Exception exception) when (exception is SslHandshakeException or NotSupportedException)
        {
            return Finding.Fail($"{place} offers no trusted TLS, and it is required");
        }
        catch (Exception exception) when (exception is SocketException or IOException or ProtocolException or CommandException)
        {
            return Finding.Fail($"{place} cannot be used ({Word.Kind(exception)})");
        }
    }

    private static async Task<Finding> IntrospectionAsync(ApiSettings read, CancellationToken cancellationToken)
    {
        if (read.Introspection is not { } other)
        {
            return Finding.Ok($"none is named");
        }

        if (other.Cookie == read.SessionCookieName)
        {
            return Finding.Warn($"its cookie has the name of our own: on one host they overwrite each other");
        }

        var host = Word.Host(other.Url);
        try
        {
            using var http = Surroundings.Http(useProxy: false);
            using var answer = await http.GetAsync(other.Url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Finding.Ok($"{host} knows nobody without a cookie"),
                HttpStatusCode.OK when answer.Content.Headers.ContentType?.MediaType == "application/json" =>
                    Finding.Ok($"{host} answers in JSON"),
                HttpStatusCode.OK => Finding.Fail($"{host} does not answer in JSON"),
                var status => Finding.Fail($"{host} answers with {(int)status}"),
            };
        }
        catch (HttpRequestException exception)
        {
            return Finding.Fail($"{host} cannot be asked ({Word.Kind(exception)})");
        }
    }

    private async Task<Finding> PublicAddressAsync(ApiSettings read, CancellationToken cancellationToken)
    {
        var found = await CertificateAsync(read, cancellationToken);
        return found.Status == CheckStatus.Ok && read.PublicBaseUrl is { AbsolutePath: not "/" } address
            ? Finding.Warn($"{Word.Host(address)} has a path behind it: there is no public log, and no credentials are issued")
            : found;
    }

    private async Task<Finding> CertificateAsync(ApiSettings read, CancellationToken cancellationToken)
    {
        if (read.PublicBaseUrl is not { } address)
        {
            return Finding.Ok($"none is named: links are made of what requests say");
        }

        var host = Word.Host(address);
        if (address.Scheme != Uri.UriSchemeHttps)
        {
            return address.IsLoopback || read.IsDevelopment ? Finding.Ok($"http on this machine") : Finding.Warn($"{host} is not https");
        }

        try
        {
            var (ends, faults) = await Surroundings.CertificateAsync(address, cancellationToken);
            var left = ends - installation.Around.Clock.GetUtcNow() ?? TimeSpan.Zero;
            return faults switch
            {
                _ when faults.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) =>
                    Finding.Fail($"the certificate of {host} is for another name"),
                _ when left <= TimeSpan.Zero => Finding.Fail($"the certificate of {host} has ended"),
                not SslPolicyErrors.None => Finding.Fail($"the certificate of {host} is not trusted"),
                _ when left < Soon => Finding.Warn($"the certificate of {host} ends in {left}"),
                _ => Finding.Ok($"the certificate of {host} is good for {left}"),
            };
        }
        catch (Exception exception) when (
            exception is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            return Finding.Warn($"nobody answers at {host} ({Word.Kind(exception)})");
        }
    }

    private async Task<Finding> SigningKeyAsync(ApiSettings read, CancellationToken cancellationToken)
    {
        // Without a name of its own the product has no log and no credentials, whatever the keys: the check of the address says so.
        var isNamed = read.PublicBaseUrl is { AbsolutePath: "/" };
        var (hasEvents, hasLog, hasCredentials) = (
            read.WebhookSigningSeeds.Count > 0, !isNamed || read.LogSigningSeed is not null, !isNamed || read.CredentialKeys is not null);
        if (hasEvents && hasLog && hasCredentials)
        {
            return Finding.Ok($"all are set that are needed");
        }

        if (await installation.ReachedAsync(cancellationToken) is (null or { IsPrivate: true }, WasReached: true))
        {
            return Finding.Ok($"what is not set is made up with the private server");
        }

        return (hasEvents, hasLog, hasCredentials) switch
        {
            (false, true, true) => Finding.Warn($"WEBHOOK_SIGNING_KEY is not set: receivers can check events by their secrets alone"),
            (true, false, true) => Finding.Warn($"LOG_SIGNING_KEY is not set: there is no public log"),
            (true, true, false) => Finding.Warn($"CREDENTIAL_KEYS is not set: no credentials are issued"),
            (true, false, false) => Finding.Warn($"LOG_SIGNING_KEY and CREDENTIAL_KEYS are not set: there is no public log, and no credentials are issued"),
            (false, false, true) => Finding.Warn($"WEBHOOK_SIGNING_KEY and LOG_SIGNING_KEY are not set: receivers can check events by their secrets alone, and there is no public log"),
            (false, true, false) => Finding.Warn($"WEBHOOK_SIGNING_KEY and CREDENTIAL_KEYS are not set: receivers can check events by their secrets alone, and no credentials are issued"),
            _ => Finding.Warn($"none is set: receivers can check events by their secrets alone, there is no public log, and no credentials are issued"),
        };
    }

    private async Task<Finding> DkimAsync(ApiSettings read, CancellationToken cancellationToken)
    {
        if (read.Mail.Dkim is not { } dkim)
        {
            return Finding.Ok($"mails are not signed here");
        }

        var name = $"{dkim.Selector}._domainkey.{dkim.Domain}";
        return await installation.Around.Names.FindAsync(name, cancellationToken) switch
        {
            null => Finding.Unknown($"no name server could tell of {Word.Host(name)}"),
            var texts when texts.Any(text => text.Contains("p=", StringComparison.Ordinal)) => Finding.Ok($"{Word.Host(name)} has a key"),
            _ => Finding.Fail($"{Word.Host(name)} has no key"),
        };
    }

    private async Task<Finding> HeartbeatAsync(CancellationToken cancellationToken)
    {
        Uri? address;
        try
        {
            address = HeartbeatSettings.From(installation.Configuration).Url;
        }
        catch (Silo.StartupException)
        {
            return Finding.After(PreflightRules.Settings);
        }

        if (address is null)
        {
            return Finding.Ok($"nobody listens");
        }

        try
        {
            // A call would count as a sign of life.
            using var client = new TcpClient();
            await client.ConnectAsync(address.IdnHost, address.Port, cancellationToken);
            return Finding.Ok($"{Word.Host(address)} takes a connection");
        }
        catch (SocketException exception)
        {
            return Finding.Warn($"{Word.Host(address)} takes no connection ({Word.Kind(exception)})");
        }
    }
}
