using System.Security.Cryptography;
using System.Text;
using MimeKit;
using StatusLevels.Api.Mail.Letters;

namespace StatusLevels.Api.Mail;

/// <summary>A mail as it is sent.</summary>
/// <param name="Mail">Which.</param>
/// <param name="To">To whom.</param>
/// <param name="Message">Its text, signed.</param>
/// <param name="Links">What has to be kept before it is sent.</param>
internal sealed record ComposedMail(WaitingMail Mail, MailboxAddress To, MimeMessage Message, IReadOnlyList<MailLink> Links);

/// <summary>Puts a letter into a message. Headers are set as objects, never put together of text: nobody's name can add one.</summary>
internal sealed class MailComposer(
    MailSettings settings, MailAddresses addresses, LetterWriter writer, LetterHtml html, MessageSigner signer, TimeProvider time)
{
    /// <summary>Null: the address is none that mail is sent to.</summary>
    public async Task<ComposedMail?> ComposeAsync(WaitingMail mail)
    {
        var address = mail.Delivery.Capacity == "user" ? mail.AccountEmail ?? mail.Delivery.Recipient! : mail.Delivery.Recipient!;
        if (Deliverable.Parse(address) is not { } to)
        {
            return null;
        }

        var (letter, links) = writer.Write(mail);
        var message = new MimeMessage
        {
            Subject = letter.Subject,
            Date = time.GetUtcNow(),
            MessageId = Id("mail", mail.Delivery.Event?.Id ?? mail.Delivery.Id.ToString("D"), mail.Delivery.Recipient!),
        };
        message.From.Add(settings.From);
        message.To.Add(new MailboxAddress(mail.AccountName is { } name ? SafeText.Line(name) : null, to.Address));
        if (settings.ReplyTo is { } replyTo)
        {
            message.ReplyTo.Add(replyTo);
        }

        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        Thread(message, mail);
        Unsubscribe(message, links);
        message.Body = Body(LetterText.Of(letter), await html.OfAsync(letter));
        message.Body.Headers.Add(HeaderId.ContentLanguage, letter.Language);
        signer.Sign(message);
        return new(mail, to, message, links);
    }

    // What happens to one level of an organization is one conversation.
    private void Thread(MimeMessage message, WaitingMail mail)
    {
        if (mail.Delivery.Event is { } happened)
        {
            var level = mail.Data is { } data ? data.Text("level") : null;
            var root = Id("thread", happened.OrganizationId.ToString("D"), level ?? "", mail.Delivery.Recipient!);
            message.References.Add(root);
            message.InReplyTo = root;
        }
    }

    private void Unsubscribe(MimeMessage message, IReadOnlyList<MailLink> links)
    {
        if (links.FirstOrDefault(link => link.Purpose == LinkPurpose.Unsubscribe) is { } link)
        {
            var unsubscribe = new Uri(addresses.Base, $"{MailPages.Unsubscribe}?token={link.Token}");
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<{unsubscribe.AbsoluteUri}>");
            message.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }
    }

    // The same at every try, so that whoever gets it twice can tell.
    private string Id(params ReadOnlySpan<string> parts)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts!)));
        return $"{Convert.ToHexStringLower(hash.AsSpan(0, 16))}@{settings.From.Domain}";
    }

    private static MultipartAlternative Body(string text, string html) =>
    [
        new TextPart("plain") { Text = text, ContentTransferEncoding = ContentEncoding.QuotedPrintable },
        new TextPart("html") { Text = html, ContentTransferEncoding = ContentEncoding.QuotedPrintable },
    ];
}
