using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Silo.Tests;

public sealed class SecretStrengthTests
{
    [Theory]
    [InlineData("31 bytes are too few to sign it")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abababababababababababababababab")]
    [InlineData("changemechangemechangemechangeme")]
    [InlineData("changeme-changeme-changeme-chang")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345")]
    [InlineData("zyxwvutsrqponmlkjihgfedcba987654")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaSecret-1")]
    [InlineData("00000000000000000000000000000001abcd")]
    [InlineData("aabbccaabbaaccbbaaccbbccaabbaaccbb")]
    [InlineData("this-is-my-very-secret-session-key-2026")]
    [InlineData("ThisIsTheSecretOfOurProductionServer1")]
    [InlineData("correct horse battery staple and more")]
    public void What_nobody_draws_by_chance_is_objected_to(string secret)
    {
        var objection = SecretStrength.Objection(Encoding.UTF8.GetBytes(secret));

        Assert.NotNull(objection);
        Assert.DoesNotContain(secret, objection, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_drawn_by_chance_is_not_however_it_is_written()
    {
        for (var draw = 0; draw < 5_000; draw++)
        {
            var bytes = RandomNumberGenerator.GetBytes(32);
            Assert.Null(SecretStrength.Objection(bytes));
            Assert.Null(SecretStrength.Objection(Encoding.UTF8.GetBytes(Convert.ToHexStringLower(bytes.AsSpan(..16)))));
            Assert.Null(SecretStrength.Objection(Encoding.UTF8.GetBytes(Convert.ToBase64String(bytes))));
            Assert.Null(SecretStrength.Objection(Encoding.UTF8.GetBytes(RandomNumberGenerator.GetString("0123456789", 40))));
            var letters = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", 32);
            Assert.Null(SecretStrength.Objection(Encoding.UTF8.GetBytes(letters)));
            Assert.Null(SecretStrength.Pattern(bytes.AsSpan(..24)));
        }
    }
}
