using System.Text;
using System.Text.Json.Nodes;
using StatusLevels.Testing.Credentials;
using StatusLevels.Transparency.Credentials;
using static StatusLevels.Transparency.Tests.Credentials.JudgedBundle;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>What is read as a bundle, and what is none.</summary>
public sealed class BundleShapeTests
{
    [Fact]
    public void Members_that_are_unknown_change_nothing_and_a_missing_one_makes_it_none()
    {
        Assert.Equal(
            BundleVerdict.Valid,
            Verify(new()
            {
                ChangeWhole = whole => (whole["more"], whole["entry"]!["more"]) = (1, "x"),
                ChangeCredential = one => one["more"] = new JsonArray(1),
                ChangeList = list => list["ttl"] = 30_000,
                ChangeDid = did => did["service"] = new JsonArray(),
            }).Verdict);
        foreach (var (member, _) in Payload(new()))
        {
            Assert.Equal(BundleVerdict.Unreadable, Verify(new() { ChangeWhole = whole => whole.Remove(member) }).Verdict);
            Assert.Equal(BundleVerdict.Unreadable, Verify(new() { ChangeWhole = whole => whole[member] = null }).Verdict);
        }

        foreach (
            var member in (string[])["type", "issuer", "validFrom", "credentialSubject", "credentialStatus", "evidence"])
        {
            Assert.Equal(BundleVerdict.Unreadable, Verify(new() { ChangeCredential = one => one.Remove(member) }).Verdict);
        }

        Assert.Equal(BundleVerdict.Unreadable, Verify(new() { ChangeCredential = one => one["validUntil"] = "never" }).Verdict);
    }

    [Fact]
    public void A_version_that_is_unknown_is_not_judged()
    {
        var report = Verify(new() { ChangeWhole = whole => whole["version"] = 2 });
        Assert.Equal((BundleVerdict.Unsupported, null), (report.Verdict, report.Facts));
    }

    [Fact]
    public void No_bundle_with_one_flipped_bit_anywhere_is_genuine()
    {
        var bytes = Encoding.Latin1.GetBytes(new TestBundle { IsFull = true }.Make());
        // Every bit at both ends, where header and signature stand; of the long middle each byte in turn with another bit.
        for (var place = 0; place < bytes.Length; place++)
        {
            var isAtEnd = place < 120 || place > bytes.Length - 120;
            for (var bit = isAtEnd ? 0 : place % 8; bit < (isAtEnd ? 8 : (place % 8) + 1); bit++)
            {
                bytes[place] ^= (byte)(1 << bit);
                var verdict = BundleVerification.Verify(Encoding.Latin1.GetString(bytes), Pinned, TestBundle.Noon).Verdict;
                bytes[place] ^= (byte)(1 << bit);
                Assert.True(
                    verdict is BundleVerdict.NotGenuine or BundleVerdict.Unreadable or BundleVerdict.Unsupported,
                    $"bit {bit} of byte {place}: {verdict}");
            }
        }
    }

    [Fact]
    public void What_is_cut_huge_or_something_else_is_no_bundle()
    {
        var text = new TestBundle().Make();
        for (var length = 0; length < text.Length; length += 97)
        {
            Assert.Equal(BundleVerdict.Unreadable, BundleVerification.Verify(text[..length], Pinned, TestBundle.Noon).Verdict);
        }

        var credential = (string)Payload(new())["credential"]!;
        Assert.All(
            [credential, "", "{}", "\uFEFF", "....", new string('a', 40_000_000), text + text],
            other => Assert.Equal(BundleVerdict.Unreadable, BundleVerification.Verify(other, Pinned, TestBundle.Noon).Verdict));
        Assert.Equal(BundleVerdict.Valid, BundleVerification.Verify($"\r\n{text}\n", Pinned, TestBundle.Noon).Verdict);
    }
}
