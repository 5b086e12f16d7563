using System.Net;
using MimeKit;
using StatusLevels.Api.Mail;
using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>How mail leaves. No sentence repeats a password.</summary>
internal sealed partial class SettingsReader
{
    private const string SmtpName = "SMTP_URL";
    private const string FromName = "MAIL_FROM";
    private const string ReplyToName = "MAIL_REPLY_TO";

    private MailSettings Mail(string dataDirectory, Uri? publicBaseUrl)
    {
        var server = SmtpServer();
        var from = Mailbox(FromName, "Mail:From");
        var dkim = Dkim();
        if (server is null && dkim is not null)
        {
            throw new StartupException($"DKIM_DOMAIN is set, but {SmtpName} is not: set it to the address of the mail server.");
        }

        if (server is not null && from is null)
        {
            throw new StartupException($"{FromName} is required with {SmtpName}: set it to a name and an address such as Levels <levels@example.org>.");
        }

        if (server is not null && publicBaseUrl is null && !isDevelopment)
        {
            throw new StartupException($"PUBLIC_BASE_URL is required with {SmtpName} outside development: the links in mails are made of it.");
        }

        return new()
        {
            Server = server,
            Folder = server is null && isDevelopment ? Path.Combine(dataDirectory, "mail") : null,
            From = from ?? new MailboxAddress("StatusLevels", "levels@localhost"),
            ReplyTo = Mailbox(ReplyToName, "Mail:ReplyTo"),
            PerSecond = configuration.Setting("MAIL_PER_SECOND", "Mail:PerSecond").Number(0, 100_000) ?? 10,
            Connections = configuration.Setting("MAIL_CONNECTIONS", "Mail:Connections").Number(1, 64) ?? 4,
            Dkim = dkim,
            DailySummary = configuration.Setting("MAIL_DAILY_SUMMARY", "Mail:DailySummary").Flag() ?? false,
        };
    }

    private SmtpServerSettings? SmtpServer()
    {
        var setting = configuration.Setting(SmtpName, "Mail:SmtpUrl").Trimmed;
        if (setting.Text is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("smtp" or "smtps") || url.Host.Length == 0
            || url.AbsolutePath is not ("" or "/") || url.Fragment.Length > 0)
        {
            throw setting.Bad("must be an address such as smtp://user:password@mail.example.org:587 or smtps://mail.example.org:465");
        }

        var host = url.IdnHost.Trim('[', ']');
        var isLoopback = url.IsLoopback || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        var (encryption, pipelining) = Options(setting, url, isLoopback);
        var (user, password) = Credentials(setting, url);
        return user is not null && encryption == SmtpEncryption.Never
            ? throw setting.Bad("names a user and starttls=never: credentials are never sent in clear; leave one of them out")
            : new(host, url.Port is > 0 and var port ? port : encryption == SmtpEncryption.Implicit ? 465 : 587, encryption, user, password)
            {
                Pipelining = pipelining,
            };
    }

    private static (SmtpEncryption Encryption, bool Pipelining) Options(Setting setting, Uri url, bool isLoopback)
    {
        var (encryption, pipelining) = (
            url.Scheme == "smtps" ? SmtpEncryption.Implicit : isLoopback ? SmtpEncryption.Opportunistic : SmtpEncryption.Required,
            !isLoopback);
        foreach (var option in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            (encryption, pipelining) = option switch
            {
                "starttls=required" when url.Scheme == "smtp" => (SmtpEncryption.Required, pipelining),
                "starttls=opportunistic" when url.Scheme == "smtp" => (SmtpEncryption.Opportunistic, pipelining),
                "starttls=never" when url.Scheme == "smtp" => (SmtpEncryption.Never, pipelining),
                "pipelining=true" => (encryption, true),
                "pipelining=false" => (encryption, false),
                _ => throw setting.Bad("may end with ?starttls=required, opportunistic or never (smtp only) and pipelining=true or false, and nothing else"),
            };
        }

        return (encryption, pipelining);
    }

    private static (string? User, string? Password) Credentials(Setting setting, Uri url)
    {
        if (url.UserInfo.Length == 0)
        {
            return (null, null);
        }

        var colon = url.UserInfo.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < url.UserInfo.Length - 1
            ? (Uri.UnescapeDataString(url.UserInfo[..colon]), Uri.UnescapeDataString(url.UserInfo[(colon + 1)..]))
            : throw setting.Bad("must name a user and a password, both percent-encoded, or neither");
    }

    private MailboxAddress? Mailbox(string name, string path)
    {
        var setting = configuration.Setting(name, path).Trimmed;
        if (setting.Text is not { } text)
        {
            return null;
        }

        return MailboxAddress.TryParse(text, out var mailbox) && Deliverable.Parse(mailbox.Address) is { } address
            ? new MailboxAddress(mailbox.Name, address.Address)
            : throw setting.Not("one address, with or without a name, such as Levels <levels@example.org>");
    }

    private DkimSettings? Dkim()
    {
        var (domain, selector, file) = (
            configuration.Setting("DKIM_DOMAIN", "Mail:DkimDomain").Trimmed,
            configuration.Setting("DKIM_SELECTOR", "Mail:DkimSelector").Trimmed,
            configuration.Setting("DKIM_KEY_FILE", "Mail:DkimKeyFile").Trimmed);
        if (domain.Text is null && selector.Text is null && file.Text is null)
        {
            return null;
        }

        var settings = domain.Text is { } named && selector.Text is { } chosen && file.Text is { } kept
            ? new DkimSettings(named, chosen, Path.GetFullPath(kept))
            : throw new StartupException("DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE belong together: set all of them, or none.");
        if (Uri.CheckHostName(settings.Domain) != UriHostNameType.Dns)
        {
            throw domain.Not("a domain such as example.org");
        }

        return DkimKey.Objection(settings.KeyFile) is { } objection ? throw file.Bad(objection) : settings;
    }
}
