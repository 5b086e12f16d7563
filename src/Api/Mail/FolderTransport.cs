using System.Globalization;
using MimeKit;
using StatusLevels.Api.Delivery;
using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Api.Mail;

/// <summary>On a developer's machine each mail is a file.</summary>
internal sealed class FolderTransport(string folder, TimeProvider time) : IMailTransport
{
    public async Task<Attempt> SendAsync(MimeMessage message, MailboxAddress to, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        try
        {
            PrivateFiles.CreatePassableFolder(folder);
            var name = string.Create(
                CultureInfo.InvariantCulture, $"{began.UtcDateTime:yyyyMMdd-HHmmss-fff}-{message.MessageId![..8]}.eml");
            var unfinished = Path.Combine(folder, $"{name}.tmp");
            await message.WriteToAsync(unfinished, cancellationToken);
            File.Move(unfinished, Path.Combine(folder, name), overwrite: true);
            return new(began, (int)(time.GetUtcNow() - began).TotalMilliseconds, AttemptOutcome.Delivered);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(began, 0, AttemptOutcome.Failed, Error: exception.Message);
        }
    }

    public Task RestAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
