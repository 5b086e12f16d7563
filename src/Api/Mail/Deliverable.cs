using MimeKit;

namespace StatusLevels.Api.Mail;

/// <summary>Which addresses mail is sent to: exactly one, with a local part that every mail server understands.</summary>
internal static class Deliverable
{
    /// <summary>What an address must be, to follow the name of a field.</summary>
    public const string Expected = "must be one e-mail address whose part before the @ is ASCII";

    private static readonly ParserOptions Strict = MakeStrict();

    public static bool IsValid(string text) => Parse(text) is not null;

    /// <summary>The mailbox, its domain spelled in ASCII; null for what is none, is several, or needs SMTPUTF8.</summary>
    public static MailboxAddress? Parse(string text)
    {
        if (!MailboxAddress.TryParse(Strict, text, out var mailbox) || mailbox.Name is { Length: > 0 } || mailbox.Route.Count > 0)
        {
            return null;
        }

        var at = text.LastIndexOf('@');
        // A comment, a display name or angle brackets would have been read over.
        return at > 0
            && mailbox.Address.Length > 0
            && IsLocalPart(text[..at])
            && mailbox.Address.StartsWith(text[..(at + 1)], StringComparison.Ordinal)
            && TryEncode(mailbox, out var ascii)
                ? ascii
                : null;
    }

    private static bool TryEncode(MailboxAddress mailbox, out MailboxAddress? ascii)
    {
        var domain = mailbox.Domain;
        ascii = null;
        if (domain.Length == 0 || domain.StartsWith('[') || Uri.CheckHostName(domain) != UriHostNameType.Dns)
        {
            return false;
        }

        var encoded = MailboxAddress.EncodeAddrspec(mailbox.Address);
        if (!encoded.All(char.IsAscii))
        {
            return false;
        }

        ascii = new MailboxAddress(name: null, encoded);
        return true;
    }

    // Printable ASCII without blanks, quoted or not: what is within quotes was read by the parser.
    private static bool IsLocalPart(string local) => local.Length <= 64 && local.All(character => character is > ' ' and < '\x7f');

    private static ParserOptions MakeStrict()
    {
        var options = ParserOptions.Default.Clone();
        options.AddressParserComplianceMode = RfcComplianceMode.Strict;
        options.AllowAddressesWithoutDomain = false;
        options.AllowUnquotedCommasInAddresses = false;
        options.MaxAddressGroupDepth = 0;
        return options;
    }
}
