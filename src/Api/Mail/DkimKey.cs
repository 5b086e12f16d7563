using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.OpenSsl;

namespace StatusLevels.Api.Mail;

/// <summary>The key that mails are signed with.</summary>
internal static class DkimKey
{
    // What receivers ask for.
    private const int LeastRsaBits = 1024;

    /// <summary>What is wrong with the file, to follow the name of the setting; null: nothing.</summary>
    public static string? Objection(string file)
    {
        try
        {
            return Read(file) switch
            {
                RsaPrivateCrtKeyParameters { Modulus.BitLength: < LeastRsaBits } => "names an RSA key of less than 1024 bits: receivers take no signature of it",
                RsaPrivateCrtKeyParameters or Ed25519PrivateKeyParameters => null,
                _ => "must name a file with a private key in PEM form: RSA or Ed25519",
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptoException or FormatException)
        {
            return $"names a file that cannot be read as a private key in PEM form: {exception.Message}";
        }
    }

    public static AsymmetricKeyParameter? Read(string file)
    {
        using var text = new StreamReader(file);
        using var reader = new PemReader(text);
        return reader.ReadObject() switch
        {
            AsymmetricCipherKeyPair pair => pair.Private,
            AsymmetricKeyParameter { IsPrivate: true } key => key,
            _ => null,
        };
    }
}
