namespace StatusLevels.Transparency.Credentials;

/// <summary>What a key of credentials is still good for.</summary>
public enum CredentialKeyUse
{
    /// <summary>It signs, and what it signed counts.</summary>
    Signs,

    /// <summary>What it signed counts.</summary>
    Verifies,

    /// <summary>Nothing that it signed counts any more.</summary>
    Revoked,
}

/// <summary>A key that signs credentials, or did.</summary>
public sealed class CredentialKey
{
    private readonly Ed25519Key? pair;
    private readonly byte[] publicKey;

    /// <summary>One that signs.</summary>
    public CredentialKey(string id, Ed25519Key pair)
    {
        (Id, Use, this.pair) = (id, CredentialKeyUse.Signs, pair);
        publicKey = pair.PublicKey.ToArray();
    }

    /// <summary>One that signs no more; what is dated later than <paramref name="retiredAt"/> was never signed with it.</summary>
    public CredentialKey(string id, ReadOnlySpan<byte> publicKey, CredentialKeyUse use, DateTimeOffset? retiredAt = null)
    {
        (Id, Use, RetiredAt) = (id, use, retiredAt);
        this.publicKey = publicKey.ToArray();
    }

    /// <summary>Names it: its address is the issuer's, and this after <c>#</c>.</summary>
    public string Id { get; }

    public CredentialKeyUse Use { get; }

    /// <summary>When it signed for the last time, at the latest; null: nobody said.</summary>
    public DateTimeOffset? RetiredAt { get; }

    /// <summary>32 bytes of Ed25519.</summary>
    public ReadOnlySpan<byte> PublicKey => publicKey;

    /// <summary>The pair that signs.</summary>
    /// <exception cref="InvalidOperationException">It signs no more.</exception>
    public Ed25519Key Pair => pair ?? throw new InvalidOperationException("This key signs no more.");

    internal byte[] Sign(ReadOnlySpan<byte> message) => Pair.Sign(message);
}
