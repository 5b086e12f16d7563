using MimeKit;
using StatusLevels.Api.Delivery;

namespace StatusLevels.Api.Mail;

/// <summary>The way that mails leave; used by one at a time.</summary>
internal interface IMailTransport : IAsyncDisposable
{
    /// <summary>Hands a message over.</summary>
    /// <returns>Delivered, refused for good, or to be tried again.</returns>
    /// <exception cref="MailStoppedException">The server takes nothing from this product.</exception>
    Task<Attempt> SendAsync(MimeMessage message, MailboxAddress to, CancellationToken cancellationToken);

    /// <summary>Nothing is to be sent for a while.</summary>
    Task RestAsync();
}

/// <summary>The server refuses this product as such: whatever it is given, nothing is the fault of a mail.</summary>
internal sealed class MailStoppedException : Exception
{
    public MailStoppedException()
    {
    }

    public MailStoppedException(string message)
        : base(message)
    {
    }

    public MailStoppedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
