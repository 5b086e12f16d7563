using System.Security.Cryptography;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace StatusLevels.Api.Mail;

/// <summary>Signs messages with DKIM, if a key is set, and brings them into the form in which they are sent.</summary>
internal sealed class MessageSigner : IDisposable
{
    private static readonly HeaderId[] Signed =
    [
        HeaderId.From, HeaderId.To, HeaderId.Subject, HeaderId.Date, HeaderId.MessageId, HeaderId.ReplyTo, HeaderId.InReplyTo,
        HeaderId.References, HeaderId.MimeVersion, HeaderId.ContentType, HeaderId.AutoSubmitted,
        // Receivers act on one click only where both of these are signed.
        HeaderId.ListUnsubscribe, HeaderId.ListUnsubscribePost,
    ];

    private readonly ThreadLocal<DkimSigner>? signers;

    public MessageSigner(MailSettings settings)
    {
        if (settings.Dkim is { } dkim)
        {
            var key = DkimKey.Read(dkim.KeyFile)!;
            // RSA of the platform is not promised to be used by two at once.
            signers = new(() => Signer(dkim, key));
        }
    }

    public void Sign(MimeMessage message)
    {
        message.Prepare(EncodingConstraint.SevenBit);
        signers?.Value!.Sign(message, [.. Signed.Where(message.Headers.Contains)]);
    }

    public void Dispose() => signers?.Dispose();

    private static DkimSigner Signer(DkimSettings dkim, AsymmetricKeyParameter key) => key is RsaPrivateCrtKeyParameters rsa
        ? new PlatformRsaSigner(rsa, dkim)
        : new DkimSigner(key, dkim.Domain, dkim.Selector, DkimSignatureAlgorithm.Ed25519Sha256)
        {
            HeaderCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
            BodyCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
        };

    /// <summary>The library signs with managed code; the platform does the same some twenty times faster.</summary>
    private sealed class PlatformRsaSigner : DkimSigner
    {
        private readonly RSA rsa;

        public PlatformRsaSigner(RsaPrivateCrtKeyParameters key, DkimSettings dkim)
            : base(key, dkim.Domain, dkim.Selector)
        {
            HeaderCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed;
            BodyCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed;
            rsa = RSA.Create(DotNetUtilities.ToRSAParameters(key));
        }

        protected override ISigner CreateSigningContext() => new RsaContext(rsa);
    }

    private sealed class RsaContext(RSA rsa) : ISigner
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public string AlgorithmName => "SHA-256withRSA";

        public void Init(bool forSigning, ICipherParameters parameters)
        {
            // The key is known.
        }

        public void Update(byte input) => hash.AppendData([input]);

        public void BlockUpdate(byte[] input, int inOff, int inLen) => hash.AppendData(input, inOff, inLen);

        public void BlockUpdate(ReadOnlySpan<byte> input) => hash.AppendData(input);

        public int GetMaxSignatureSize() => rsa.KeySize / 8;

        public byte[] GenerateSignature() => rsa.SignHash(hash.GetHashAndReset(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        public bool VerifySignature(byte[] signature) => throw new NotSupportedException("It only signs.");

        public void Reset() => hash.GetHashAndReset();
    }
}
