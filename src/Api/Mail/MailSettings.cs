using MimeKit;

namespace StatusLevels.Api.Mail;

/// <summary>How mail leaves, as an operator sets it.</summary>
internal sealed record MailSettings
{
    /// <summary>Where mails go that nobody set a server for: only on a developer's machine.</summary>
    public required string? Folder { get; init; }

    /// <summary><c>SMTP_URL</c>; null: none.</summary>
    public required SmtpServerSettings? Server { get; init; }

    /// <summary><c>MAIL_FROM</c>.</summary>
    public required MailboxAddress From { get; init; }

    /// <summary><c>MAIL_REPLY_TO</c>; null: answers go to the sender.</summary>
    public required MailboxAddress? ReplyTo { get; init; }

    /// <summary>Where answers go.</summary>
    public MailboxAddress Answers => ReplyTo ?? From;

    /// <summary><c>MAIL_PER_SECOND</c>: over the whole product; 0: no limit.</summary>
    public required int PerSecond { get; init; }

    /// <summary><c>MAIL_CONNECTIONS</c>: how many are kept open to the server while there is something to send.</summary>
    public required int Connections { get; init; }

    /// <summary><c>DKIM_DOMAIN</c>, <c>DKIM_SELECTOR</c>, <c>DKIM_KEY_FILE</c>; null: mails are not signed here.</summary>
    public required DkimSettings? Dkim { get; init; }

    /// <summary><c>MAIL_DAILY_SUMMARY</c>: platform admins get the summary of each day's notices.</summary>
    public required bool DailySummary { get; init; }

    /// <summary>Mails are made and leave.</summary>
    public bool IsOn => Server is not null || Folder is not null;
}

/// <summary>The server that takes mails.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Encryption">How the connection is protected.</param>
/// <param name="User">Null: without signing in.</param>
/// <param name="Password">What the user signs in with.</param>
internal sealed record SmtpServerSettings(string Host, int Port, SmtpEncryption Encryption, string? User, string? Password)
{
    /// <summary>Whether several commands are sent at once where the server offers it: worth it only over a long way.</summary>
    public bool Pipelining { get; init; }

}

/// <summary>How the connection to a mail server is protected.</summary>
internal enum SmtpEncryption
{
    /// <summary>TLS from the first byte (smtps).</summary>
    Implicit,

    /// <summary>STARTTLS, or no mail leaves.</summary>
    Required,

    /// <summary>STARTTLS where the server offers it.</summary>
    Opportunistic,

    /// <summary>None.</summary>
    Never,
}

/// <summary>What mails are signed with.</summary>
/// <param name="Domain">The signing domain.</param>
/// <param name="Selector">Names the key in the DNS of the domain.</param>
/// <param name="KeyFile">The private key, PEM: RSA or Ed25519.</param>
internal sealed record DkimSettings(string Domain, string Selector, string KeyFile);
