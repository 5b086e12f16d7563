namespace StatusLevels.Api.Mail;

/// <summary>Makes a way for each sender.</summary>
internal sealed class MailTransports(MailSettings settings, TimeProvider time)
{
    public IMailTransport Create() => settings.Server is { } server
        ? new SmtpTransport(server, time)
        : new FolderTransport(settings.Folder ?? throw new InvalidOperationException("Mail is off."), time);
}
