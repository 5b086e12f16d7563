using System.Text;
using System.Text.Json.Nodes;
using StatusLevels.Testing.Credentials;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>What a bundle proves, and all that it must not prove: unknown is never valid.</summary>
public sealed class BundleVerificationTests
{
    private static readonly BundleTrust Pinned = new([TestBundle.Key.PublicKey.ToArray()]);

    [Fact]
    public void A_bundle_says_who_has_which_level_since_when_and_why()
    {
        var report = Verify(new(), trust: Pinned with { LogKey = new TestBundle().LogKey });
        Assert.Equal(BundleVerdict.Valid, report.Verdict);
        Assert.All(report.Findings, finding => Assert.Equal(finding.Check == BundleCheck.Text ? null : true, finding.Passed));
        Assert.Equal(Enum.GetValues<BundleCheck>(), report.Findings.Select(finding => finding.Check));
        Assert.Equal(
            new BundleFacts(
                TestBundle.Host, $"did:web:{TestBundle.Host}#key-1-jwk", KeySource.Pinned,
                new Uri("https://levels.example.org/organizations/6f0e2b8a-5a55-4f0e-9c0d-2b1a7d3c9e10"),
                "6f0e2b8a-5a55-4f0e-9c0d-2b1a7d3c9e10", Name: null, "B", TestBundle.Noon.AddDays(-30), TestBundle.Noon.AddYears(1),
                TestBundle.Noon, TestBundle.Noon.AddMinutes(1), Epoch: 1, Sequence: 7, "levels.example.org/log", Leaf: 3, LogSize: 5),
            report.Facts);
    }

    [Fact]
    public void A_bundle_for_members_shows_the_text_of_the_entry()
    {
        Assert.True(Passed(Verify(new() { IsFull = true }), BundleCheck.Text));
        foreach (var (member, value) in ((string, JsonNode?)[])[
            ("canonical", "{}"), ("canonical", null), ("previous_hash", null), ("previous_hash", new string('1', 64)),
            ("previous_hash", "")])
        {
            var report = Verify(new() { IsFull = true, ChangeWhole = whole => whole["entry"]![member] = value });
            Assert.Equal((BundleVerdict.NotGenuine, false), (report.Verdict, Passed(report, BundleCheck.Text)));
        }

        // Of another level, or of something that gives none.
        Action<JsonObject> another = one => one["credentialSubject"]!["achievement"]!["id"] = $"https://{TestBundle.Host}/achievements/C";
        foreach (
            var bundle in (TestBundle[])[new() { IsFull = true, Action = "revoked" }, new() { IsFull = true, ChangeCredential = another }])
        {
            var report = Verify(bundle);
            Assert.Equal((BundleVerdict.NotGenuine, false), (report.Verdict, Passed(report, BundleCheck.Text)));
        }
    }

    [Theory]
    [InlineData(true, true, BundleVerdict.Revoked)]
    [InlineData(true, false, BundleVerdict.Revoked)]
    [InlineData(false, true, BundleVerdict.Suspended)]
    public void What_was_taken_back_is_said_first_whatever_else_is_wrong(bool isRevoked, bool isSuspended, BundleVerdict verdict)
    {
        var bundle = new TestBundle { IsRevoked = isRevoked, IsSuspended = isSuspended };
        Assert.Equal(verdict, Verify(bundle).Verdict);
        Assert.Equal(verdict, Verify(bundle, TestBundle.Noon.AddYears(2), BundleTrust.None).Verdict);
    }

    [Theory]
    [InlineData(-61, BundleVerdict.NotYet)]
    [InlineData(-60, BundleVerdict.Valid)]
    [InlineData(60, BundleVerdict.Valid)]
    [InlineData(61, BundleVerdict.AsOf)]
    [InlineData(366 * 86_400, BundleVerdict.Expired)]
    public void As_time_goes_by_it_says_less(int seconds, BundleVerdict verdict) =>
        Assert.Equal(verdict, Verify(new(), TestBundle.Noon.AddSeconds(seconds)).Verdict);

    [Fact]
    public void Without_an_end_it_does_not_expire_and_is_as_old_as_it_is()
    {
        Assert.Equal(BundleVerdict.AsOf, Verify(new() { ValidUntil = null }, TestBundle.Noon.AddYears(30)).Verdict);
        Assert.Equal(BundleVerdict.Expired, Verify(new() { ValidUntil = TestBundle.Noon }).Verdict);
        Assert.Equal(
            BundleVerdict.NotYet, Verify(new() { ChangeCredential = one => one["validFrom"] = "2027-01-01T00:00:00Z" }).Verdict);
    }

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

    [Theory]
    [InlineData("did:web:levels.example.org", "levels.example.org")]
    [InlineData("did:web:localhost%3A8080", "localhost:8080")]
    [InlineData("did:web:%5B%3A%3A1%5D%3A8080", "[::1]:8080")]
    [InlineData("did:web:levels.example.org:path", null)]
    [InlineData("did:web:levels.example.org/path", null)]
    [InlineData("did:web:user@levels.example.org", null)]
    [InlineData("did:web:levels.example.org%2Fpath", null)]
    [InlineData("did:web:", null)]
    [InlineData("did:key:z6Mk", null)]
    [InlineData("levels.example.org", null)]
    public void An_issuer_is_a_host(string issuer, string? host) => Assert.Equal(host, DidKeys.HostOf(issuer));

    private static BundleReport Verify(TestBundle bundle, DateTimeOffset? now = null, BundleTrust? trust = null) =>
        BundleVerification.Verify(bundle.Make(), trust ?? Pinned, now ?? TestBundle.Noon);

    private static bool? Passed(BundleReport report, BundleCheck check) => report.Findings.Single(finding => finding.Check == check).Passed;

    private static BundleTrust Fetched(TestBundle bundle) => new([], DidKeys.Read(Element(bundle.Did())));

    private static System.Text.Json.JsonElement Element(JsonNode node) => System.Text.Json.JsonSerializer.SerializeToElement(node);

    private static JsonObject Payload(TestBundle bundle) =>
        (JsonObject)JsonNode.Parse(CompactJws.Parse(bundle.Make())!.Payload.Span)!;

    private static SignedNote Note(Checkpoint checkpoint) =>
        SignedNote.Sign(checkpoint.ToString(), "levels.example.org/log", TestBundle.LogSigner);

    private static void Add(JsonObject did, JsonNode method)
    {
        ((JsonArray)did["verificationMethod"]!).Add(method);
        ((JsonArray)did["assertionMethod"]!).Add((string)method["id"]!);
    }
}
