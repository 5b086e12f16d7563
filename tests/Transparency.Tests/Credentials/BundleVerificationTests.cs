using System.Text.Json.Nodes;
using StatusLevels.Testing.Credentials;
using StatusLevels.Transparency.Credentials;
using static StatusLevels.Transparency.Tests.Credentials.JudgedBundle;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>What a bundle proves, and all that it must not prove: unknown is never valid.</summary>
public sealed class BundleVerificationTests
{
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
}
