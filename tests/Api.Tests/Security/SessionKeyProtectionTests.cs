using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using StatusLevels.Api.Security;
using StatusLevels.Api.Tests.Delivery;

namespace StatusLevels.Api.Tests.Security;

/// <summary>What is protected for browsers opens on every node and after every start, and nowhere else.</summary>
public sealed class SessionKeyProtectionTests
{
    private const string Old = "an old key that is long enough for one";
    private const string New = "a new key that is long enough for one..";

    private static readonly byte[] Secret = "what a form proves"u8.ToArray();

    [Fact]
    public void Another_node_opens_it_and_so_does_one_whose_keys_are_being_replaced()
    {
        var closed = Protector(Old).Protect(Secret);

        Assert.Equal(Secret, Protector(Old).Unprotect(closed));
        Assert.Equal(Secret, Protector($"{New},{Old}").Unprotect(closed));
        Assert.NotEqual(closed, Protector(Old).Protect(Secret));
    }

    [Fact]
    public void Neither_another_key_nor_another_purpose_opens_it()
    {
        var closed = Protector(Old).Protect(Secret);

        Assert.Throws<CryptographicException>(() => Protector(New).Unprotect(closed));
        Assert.Throws<CryptographicException>(() => Provider(Old).CreateProtector("another").Unprotect(closed));
        Assert.Throws<CryptographicException>(
            () => Provider(Old).CreateProtector("a", "b").Unprotect(Provider(Old).CreateProtector("a", "c").Protect(Secret)));
    }

    [Fact]
    public void What_was_changed_or_is_too_short_does_not_open()
    {
        var closed = Protector(Old).Protect(Secret);
        for (var place = 0; place < closed.Length; place++)
        {
            var changed = closed.ToArray();
            changed[place] ^= 1;
            Assert.Throws<CryptographicException>(() => Protector(Old).Unprotect(changed));
        }

        Assert.Throws<CryptographicException>(() => Protector(Old).Unprotect(Encoding.UTF8.GetBytes("short")));
    }

    private static IDataProtector Protector(string keys) => Provider(keys).CreateProtector("a purpose");

    private static SessionKeyProtection Provider(string keys) => new(SenderRig.Settings(isDevelopment: true, ("SESSION_SECRET_KEY", keys)));
}
