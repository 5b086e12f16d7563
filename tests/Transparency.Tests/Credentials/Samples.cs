using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>An issuer and what it issues, always the same.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    public static CredentialKeys Keys { get; } = CredentialKeys.Parse(
        $"2026:{Seed(1)},2025:pub:{PublicKey(2)},2024:revoked:{PublicKey(3)}")!;

    public static CredentialIssuer Issuer { get; } = new(new Uri("https://levels.example.org"), Keys);

    public static LevelCredential Credential { get; } = new()
    {
        HoldingId = new Guid("0d9a5a52-5b77-5a3d-9c39-7f3f7b6c2a11"),
        OrganizationId = new Guid("6f0e2b8a-5a55-4f0e-9c0d-2b1a7d3c9e10"),
        OrganizationName = "Мастерская «Глина» 🏺 \"и\\сыновья\"",
        Level = "B",
        Achievement = new("Level B: verified", "The platform has checked the documents.", "Somebody looks at the documents."),
        ValidFrom = new(2026, 3, 1, 12, 34, 56, 789, TimeSpan.Zero),
        ValidUntil = new(2027, 9, 1, 12, 34, 56, 789, TimeSpan.Zero),
        Epoch = 1,
        Sequence = 12,
        EntryHash = "fca6f42fb83979ddeca45953fdb2bd74db1ddf4628b1870f047665eafa013832",
        StatusList = 3,
        StatusIndex = 94_567,
    };

    public static string Seed(byte number) => Convert.ToBase64String(Bytes(number));

    public static string PublicKey(byte number) => Convert.ToBase64String(new Ed25519Key(Bytes(number)).PublicKey);

    private static byte[] Bytes(byte number) => [.. Enumerable.Repeat(number, Ed25519Key.SeedBytes)];
}
