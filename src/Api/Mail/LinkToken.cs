using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Api.Mail;

/// <summary>What a link in a mail is good for.</summary>
internal enum LinkPurpose
{
    /// <summary>Mutes a contact; lives as long as the contact.</summary>
    Unsubscribe,

    /// <summary>Lets mail go to a contact.</summary>
    Confirmation,

    /// <summary>Sets a new password.</summary>
    Reset,

    /// <summary>Sets the first password.</summary>
    Invitation,
}

/// <summary>The secret of a link: 128 random bits, of which only the hash is kept.</summary>
internal static class LinkToken
{
    public static readonly TimeSpan ConfirmationLife = TimeSpan.FromDays(7);

    public static readonly TimeSpan ResetLife = TimeSpan.FromHours(1);

    public static readonly TimeSpan InvitationLife = TimeSpan.FromDays(7);

    private const int Bytes = 16;
    private const int Letters = 22;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What a token is found by; null for what is none.</summary>
    public static byte[]? Hash(string? token) =>
        token is { Length: Letters } && Base64Url.IsValid(token) ? SHA256.HashData(Encoding.ASCII.GetBytes(token)) : null;
}

/// <summary>A link that a mail holds, as it is kept.</summary>
/// <param name="Purpose">What it is good for.</param>
/// <param name="Token">Its secret, which is in the mail alone.</param>
/// <param name="ExpiresAt">Its exclusive end; null: lives as long as the contact.</param>
internal sealed record MailLink(LinkPurpose Purpose, string Token, DateTimeOffset? ExpiresAt);
