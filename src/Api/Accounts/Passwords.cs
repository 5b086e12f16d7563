using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace StatusLevels.Api.Accounts;

/// <summary>Password hashes of ASP.NET Core (PBKDF2 with HMAC-SHA512), and the same work when there is nothing to compare with.</summary>
internal sealed class Passwords(IPasswordHasher<object> hasher)
{
    /// <summary>What OWASP recommends for PBKDF2 with HMAC-SHA512.</summary>
    private const int Iterations = 210_000;

    private static readonly object AnyUser = new();

    // Made at once: the first one to ask for an unknown account must not wait longer than others.
    private readonly string nobodysHash = hasher.HashPassword(AnyUser, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The hasher of the product.</summary>
    public static IPasswordHasher<object> Hasher() =>
        new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    public string Hash(string password) => hasher.HashPassword(AnyUser, password);

    /// <summary>Takes as long for a missing hash (no such account, no password) as for a wrong password.</summary>
    public bool Verify(string? hash, string password, out bool outdated)
    {
        var result = hasher.VerifyHashedPassword(AnyUser, hash ?? nobodysHash, password);
        outdated = result == PasswordVerificationResult.SuccessRehashNeeded;
        return hash is not null && result != PasswordVerificationResult.Failed;
    }
}
