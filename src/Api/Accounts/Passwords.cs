using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace StatusLevels.Api.Accounts;

/// <summary>
/// Hashes of passwords: made as ASP.NET Core makes them (PBKDF2 with HMAC-SHA512), compared by the database, which hands out how a hash
/// is made and never the hash. A look at a password is the same work whoever has the account, or nobody: that of the costliest hash that
/// this product makes.
/// </summary>
/// <param name="derive">Does the work: the test of it counts.</param>
internal sealed class Passwords(Func<HashRecipe, string, byte[]> derive)
{
    /// <summary>What OWASP recommends for PBKDF2 with HMAC-SHA512.</summary>
    private const int Iterations = 210_000;

    private static readonly object AnyUser = new();

    private readonly PasswordHasher<object> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    /// <summary>How a hash is made that nobody has.</summary>
    private readonly HashRecipe nobodys = new(HashRecipe.Sha512, Iterations, RandomNumberGenerator.GetBytes(HashRecipe.SaltBytes));

    public Passwords()
        : this((recipe, password) => recipe.Derive(password))
    {
    }

    public string Hash(string password) => hasher.HashPassword(AnyUser, Normal(password));

    /// <summary>
    /// What the database may compare with its hash, the likeliest first: the password as all keyboards and systems spell it, and, where it
    /// differs, as it was typed, which is what was hashed until passwords were normalized.
    /// </summary>
    /// <param name="recipe">Null when there is nothing to compare with.</param>
    /// <param name="password">As it was typed.</param>
    public IEnumerable<DerivedKey> Derive(HashRecipe? recipe, string password)
    {
        var (normal, followed) = (Normal(password), recipe ?? nobodys);
        yield return new(Work(followed, normal), IsOutdated: followed is not { Function: HashRecipe.Sha512, Iterations: >= Iterations });
        if (!string.Equals(normal, password, StringComparison.Ordinal))
        {
            yield return new(Work(followed, password), IsOutdated: true);
        }
    }

    // An older hash is less work: what is missing of it is done for nothing, or the time would tell that there is such an account.
    private byte[] Work(HashRecipe recipe, string password)
    {
        var key = derive(recipe, password);
        if (recipe.Iterations < Iterations)
        {
            derive(nobodys with { Iterations = Iterations - recipe.Iterations }, password);
        }

        return key;
    }

    private static string Normal(string password) => TextRules.IsStorable(password) ? UnicodeForms.Nfkc(password) : password;
}

/// <summary>What a password became.</summary>
/// <param name="Key">The end of the hash, if it is the right password.</param>
/// <param name="IsOutdated">The hash should be made anew: with more work, or of the normalized password.</param>
internal readonly record struct DerivedKey(byte[] Key, bool IsOutdated);
