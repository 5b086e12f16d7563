using System.Text.Json.Nodes;
using StatusLevels.Testing.Credentials;
using StatusLevels.Transparency.Credentials;
using static StatusLevels.Transparency.Tests.Credentials.JudgedBundle;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>The parts of a bundle belong together, and no part of another one passes.</summary>
public sealed class BundlePartTests
{
    [Fact]
    public void No_part_passes_for_one_of_another_bundle_although_the_issuer_signed_it()
    {
        var other = Payload(new TestBundle { Organization = Guid.Empty, IsFull = true, At = TestBundle.Noon.AddMinutes(-1) });
        foreach (var part in (string[])["credential", "entry", "proof"])
        {
            Assert.Equal(BundleVerdict.NotGenuine, Verify(new() { ChangeWhole = whole => whole[part] = other[part]!.DeepClone() }).Verdict);
        }

        var swapped = Verify(new()
        {
            ChangeWhole = whole => whole["status"]!["revocation"] = whole["status"]!["suspension"]!.DeepClone(),
        });
        Assert.Equal((BundleVerdict.NotGenuine, false), (swapped.Verdict, Passed(swapped, BundleCheck.Lists)));
    }

    [Fact]
    public void All_parts_are_of_one_host()
    {
        var elsewhere = new TestBundle { Issuer = "did:web:levels.example.com" };
        Assert.Equal(BundleVerdict.Valid, Verify(elsewhere).Verdict);
        Assert.Equal(BundleVerdict.Unconfirmed, Verify(elsewhere, trust: Fetched(new())).Verdict);
        foreach (var change in (Action<JsonObject>[])[
            one => one["issuer"] = "did:web:levels.example.com",
            one => one["credentialSubject"]!["id"] = $"https://levels.example.com/organizations/{new TestBundle().Organization}",
            one => one["credentialSubject"]!["achievement"]!["id"] = "https://levels.example.com/achievements/B"])
        {
            var report = Verify(new() { ChangeCredential = change });
            Assert.Equal((BundleVerdict.NotGenuine, false), (report.Verdict, Passed(report, BundleCheck.Issuer)));
        }

        Assert.Equal(BundleVerdict.Valid, Verify(new() { Issuer = "did:web:localhost%3A8080" }).Verdict);
        Assert.Equal(BundleVerdict.Valid, Verify(new() { Issuer = "did:web:%5B%3A%3A1%5D%3A8080" }).Verdict);
    }

    [Fact]
    public void A_list_counts_for_its_time_its_length_and_its_purpose()
    {
        foreach (var change in (Action<JsonObject>[])[
            list => list["validUntil"] = CredentialBundle.Instant(TestBundle.Noon),
            list => list["validFrom"] = CredentialBundle.Instant(TestBundle.Noon.AddMinutes(5)),
            list => list["id"] = "https://levels.example.org/credentials/status/revocation/2",
            list => list["credentialSubject"]!["statusPurpose"] = "message"])
        {
            var report = Verify(new() { ChangeList = change });
            Assert.Equal((BundleVerdict.NotGenuine, false), (report.Verdict, Passed(report, BundleCheck.Lists)));
        }

        var past = Verify(
            new() { ChangeCredential = one => one["credentialStatus"]![0]!["statusListIndex"] = $"{Bitstring.FewestEntries}" });
        Assert.Equal((BundleVerdict.NotGenuine, false), (past.Verdict, Passed(past, BundleCheck.Lists)));

        var soon = new TestBundle { ChangeList = list => list["validUntil"] = CredentialBundle.Instant(TestBundle.Noon.AddSeconds(10)) };
        Assert.Equal(BundleVerdict.Valid, Verify(soon, TestBundle.Noon.AddSeconds(10)).Verdict);
        Assert.Equal(BundleVerdict.AsOf, Verify(soon, TestBundle.Noon.AddSeconds(11)).Verdict);

        foreach (var encoded in (string[])["", "u", "uAAAA", new Bitstring().Encode()[..^4]])
        {
            Assert.Equal(
                BundleVerdict.Unreadable,
                Verify(new() { ChangeList = list => list["credentialSubject"]!["encodedList"] = encoded }).Verdict);
        }
    }

    [Fact]
    public void A_checkpoint_of_a_fork_or_of_another_log_proves_nothing()
    {
        foreach (var sign in (Func<Checkpoint, SignedNote>[])[
            one => Note(one with { Root = TreeHash.OfLeaf([1]) }),
            one => Note(one with { Size = 4 }),
            one => SignedNote.Sign(one.ToString(), one.Origin, TestBundle.KeyOf(8)),
            one => Note(one with { Origin = "levels.example.com/log" })])
        {
            var report = Verify(new() { SignCheckpoint = sign });
            Assert.Equal((BundleVerdict.NotGenuine, false), (report.Verdict, Passed(report, BundleCheck.Log)));
        }

        var another = new NoteKey("levels.example.org/log", NoteSignatureType.Text, TestBundle.KeyOf(8).PublicKey);
        Assert.False(Passed(Verify(new(), trust: Pinned with { LogKey = another }), BundleCheck.Log));
        Assert.True(
            Passed(Verify(new(), trust: Pinned with { LogKey = BundleVerification.LogKeyOf(new TestBundle().Make()) }), BundleCheck.Log));
        // Whoever has the key of credentials could have made up a log.
        Assert.Null(Passed(Verify(new()), BundleCheck.Log));
    }
}
