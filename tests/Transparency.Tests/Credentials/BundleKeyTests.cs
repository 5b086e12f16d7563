using System.Text.Json.Nodes;
using StatusLevels.Testing.Credentials;
using StatusLevels.Transparency.Credentials;
using static StatusLevels.Transparency.Tests.Credentials.JudgedBundle;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>Which keys a bundle may be signed with, and until when.</summary>
public sealed class BundleKeyTests
{
    [Fact]
    public void By_the_key_in_the_file_alone_nothing_is_valid()
    {
        var report = Verify(new(), trust: BundleTrust.None);
        Assert.Equal((BundleVerdict.Unconfirmed, KeySource.File), (report.Verdict, report.Facts!.Keys));
        Assert.Null(Passed(report, BundleCheck.Owner));

        // Whoever makes up all of it, keys included, comes as far as this and no farther.
        var forged = new TestBundle { Signer = TestBundle.KeyOf(9) };
        Assert.Equal(BundleVerdict.Unconfirmed, Verify(forged, trust: BundleTrust.None).Verdict);
        Assert.Equal(BundleVerdict.NotGenuine, Verify(forged).Verdict);
        Assert.Equal(BundleVerdict.NotGenuine, Verify(forged, trust: Fetched(new())).Verdict);
        Assert.Equal(BundleVerdict.Valid, Verify(new(), trust: Fetched(new())).Verdict);
    }

    [Fact]
    public void A_retired_key_goes_on_verifying_and_a_withdrawn_or_removed_one_does_not()
    {
        var old = new TestBundle();
        var added = new TestBundle { Signer = TestBundle.KeyOf(5), KeyName = "key-2-jwk" }.Did();
        var method = added["verificationMethod"]![0]!.DeepClone();
        var rotated = Fetched(new() { ChangeDid = did => Add(did, method) });
        Assert.Equal(BundleVerdict.Valid, Verify(old, trust: rotated).Verdict);

        var withdrawn = Fetched(new() { ChangeDid = did => did["verificationMethod"]![0]!["revoked"] = "2026-11-01T00:00:00Z" });
        var silenced = Fetched(new() { ChangeDid = did => did["assertionMethod"] = new JsonArray() });
        var removed = new BundleTrust([], DidKeys.Read(Element(added)));
        // It may as well have come later: it proves nothing, and refutes nothing.
        Assert.Equal(BundleVerdict.Unconfirmed, Verify(old, trust: removed).Verdict);
        Assert.All([withdrawn, silenced], trust =>
        {
            var report = Verify(old, trust: trust);
            Assert.Equal((BundleVerdict.NotGenuine, false), (report.Verdict, Passed(report, BundleCheck.Key)));
            Assert.Null(report.Facts);
            Assert.Null(Passed(report, BundleCheck.NotRevoked));
        });
    }

    [Fact]
    public void What_a_retired_key_signed_counts_as_of_then_and_what_is_dated_later_does_not()
    {
        var end = TestBundle.Noon;
        var retired = Fetched(new() { KeyEnd = end });
        // By the issuer's own list of keys, whatever stands in the file.
        Assert.Equal(BundleVerdict.Valid, Verify(new(), trust: retired).Verdict);
        var late = Verify(new() { At = end.AddMilliseconds(1) }, trust: retired);
        Assert.Equal((BundleVerdict.KeyRetired, null, false), (late.Verdict, late.Facts, Passed(late, BundleCheck.KeyTime)));
        Assert.Null(Passed(late, BundleCheck.NotRevoked));
        var listed = new TestBundle { At = end.AddMinutes(1), ChangeList = list => list["validFrom"] = "2026-11-28T11:59:59Z" };
        Assert.Equal(BundleVerdict.KeyRetired, Verify(listed, trust: retired).Verdict);

        // Who dates back makes nothing that is fresh, however long they say that it is.
        var dated = new TestBundle
        {
            At = end.AddSeconds(-1),
            ChangeWhole = static whole => whole["fresh_until"] = "2099-01-01T00:00:00.000Z",
        };
        var report = Verify(dated, end.AddMilliseconds(1), retired);
        Assert.Equal((BundleVerdict.AsOf, end), (report.Verdict, report.Facts!.FreshUntil));
        Assert.Equal(BundleVerdict.Valid, Verify(dated, end, retired).Verdict);
        // Whatever else is wrong comes first.
        var forged = new TestBundle { At = end.AddHours(1), ChangeCredential = static one => one["issuer"] = "did:web:else" };
        Assert.Equal(BundleVerdict.NotGenuine, Verify(forged, trust: retired).Verdict);
    }
}
