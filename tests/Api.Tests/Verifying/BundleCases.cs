using System.Text;
using System.Text.Json.Nodes;
using StatusLevels.Testing.Credentials;
using StatusLevels.Transparency;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Tests.Verifying;

/// <summary>Bundles of all kinds, good and bad, for verifiers that must agree about them.</summary>
internal static class BundleCases
{
    /// <summary>How the names begin of what differs by one letter.</summary>
    public const string AnotherLetter = "another letter";

    /// <summary>Every kind, with what is true of it for whoever knows the issuer's key.</summary>
    public static IReadOnlyList<(string Name, string Text, BundleVerdict Verdict)> All(DateTimeOffset now)
    {
        var good = new TestBundle { At = now, ValidUntil = now.AddDays(9) };
        return
        [
            ("good", good.Make(), BundleVerdict.Valid),
            ("without an end", (good with { ValidUntil = null }).Make(), BundleVerdict.Valid),
            ("for members", (good with { IsFull = true }).Make(), BundleVerdict.Valid),
            ("with more members", (good with { ChangeWhole = whole => whole["more"] = "и ещё" }).Make(), BundleVerdict.Valid),
            ("of an address", (good with { Issuer = "did:web:%5B%3A%3A1%5D%3A8080" }).Make(), BundleVerdict.Valid),
            ("revoked", (good with { IsRevoked = true, IsSuspended = true }).Make(), BundleVerdict.Revoked),
            ("suspended", (good with { IsSuspended = true, ValidUntil = now.AddDays(-1) }).Make(), BundleVerdict.Suspended),
            ("expired", (good with { ValidUntil = now.AddSeconds(-1) }).Make(), BundleVerdict.Expired),
            ("from the future", (good with { At = now.AddHours(1) }).Make(), BundleVerdict.NotYet),
            ("old", (good with { At = now.AddHours(-1) }).Make(), BundleVerdict.AsOf),
            ("another key", (good with { Signer = TestBundle.KeyOf(9) }).Make(), BundleVerdict.NotGenuine),
            (
                "withdrawn", (good with { ChangeDid = did => did["verificationMethod"]![0]!["revoked"] = "" }).Make(),
                BundleVerdict.NotGenuine),
            ("by a key while it signed", (good with { At = now.AddHours(-1), KeyEnd = now.AddMinutes(-30) }).Make(), BundleVerdict.AsOf),
            ("by a key until now", (good with { At = now.AddSeconds(-50), KeyEnd = now.AddSeconds(-9) }).Make(), BundleVerdict.AsOf),
            ("by a key for a while", (good with { KeyEnd = now.AddDays(1) }).Make(), BundleVerdict.Valid),
            ("by a retired key", (good with { KeyEnd = now.AddHours(-1) }).Make(), BundleVerdict.KeyRetired),
            (
                "dated back, its credential not", Dated(good, now, one => one["iat"] = now.ToUnixTimeSeconds()).Make(),
                BundleVerdict.KeyRetired),
            ("dated back, its credential not at all", Dated(good, now, one => one.Remove("iat")).Make(), BundleVerdict.KeyRetired),
            (
                "dated back, its lists not",
                (Dated(good, now, static _ => { }) with { ChangeList = list => list["validFrom"] = CredentialBundle.Instant(now) }).Make(),
                BundleVerdict.NotGenuine),
            ("revoked by a retired key", (good with { KeyEnd = now.AddHours(-1), IsRevoked = true }).Make(), BundleVerdict.KeyRetired),
            (
                "a key of an unreadable end", (good with { ChangeDid = did => did["verificationMethod"]![0]!["expires"] = "soon" }).Make(),
                BundleVerdict.NotGenuine),
            ("another entry", (good with { ChangeWhole = whole => whole["entry"]!["sequence"] = 8 }).Make(), BundleVerdict.NotGenuine),
            ("another salt", Salted(good).Make(), BundleVerdict.NotGenuine),
            ("another text", Texted(good).Make(), BundleVerdict.NotGenuine),
            ("a text that gives nothing", (good with { IsFull = true, Action = "revoked" }).Make(), BundleVerdict.NotGenuine),
            ("swapped lists", Swapped(good).Make(), BundleVerdict.NotGenuine),
            (
                "stale list", (good with { ChangeList = list => list["validUntil"] = CredentialBundle.Instant(now) }).Make(),
                BundleVerdict.NotGenuine),
            ("short list", (good with { ChangeList = Shorten }).Make(), BundleVerdict.Unreadable),
            (
                "another host", (good with { ChangeCredential = one => one["issuer"] = "did:web:levels.example.com" }).Make(),
                BundleVerdict.NotGenuine),
            ("a fork", (good with { SignCheckpoint = one => Fork(one) }).Make(), BundleVerdict.NotGenuine),
            (
                "another log", (good with { SignCheckpoint = one => SignedNote.Sign(one.ToString(), one.Origin, TestBundle.Key) }).Make(),
                BundleVerdict.NotGenuine),
            ("a later version", (good with { ChangeWhole = whole => whole["version"] = 2 }).Make(), BundleVerdict.Unsupported),
            ("no proof", (good with { ChangeWhole = whole => whole.Remove("proof") }).Make(), BundleVerdict.Unreadable),
            ("cut", good.Make()[..^40], BundleVerdict.Unreadable),
            ("nothing", "", BundleVerdict.Unreadable),
            ("a page", "<!doctype html>", BundleVerdict.Unreadable),
            .. Flipped(good.Make()),
        ];
    }

    /// <summary>The same bundle with another letter at many places.</summary>
    private static IEnumerable<(string, string, BundleVerdict)> Flipped(string text)
    {
        for (var part = 1; part < 16; part++)
        {
            var bytes = Encoding.Latin1.GetBytes(text);
            var place = bytes.Length * part / 16;
            // Another letter of the alphabet, so that it is still read.
            bytes[place] = (byte)(bytes[place] == 'A' ? 'B' : 'A');
            yield return ($"{AnotherLetter} at {place}", Encoding.Latin1.GetString(bytes), BundleVerdict.NotGenuine);
        }
    }

    // By a key that was retired half an hour ago, as of before.
    private static TestBundle Dated(TestBundle good, DateTimeOffset now, Action<JsonObject> change) =>
        good with { At = now.AddHours(-1), KeyEnd = now.AddMinutes(-30), ChangeCredential = change };

    private static TestBundle Salted(TestBundle good) =>
        good with { ChangeWhole = whole => whole["entry"]!["salt"] = Convert.ToBase64String([.. new byte[15], 1]) };

    private static TestBundle Texted(TestBundle good) => good with
    {
        IsFull = true,
        ChangeWhole = whole =>
            whole["entry"]!["canonical"] = ((string)whole["entry"]!["canonical"]!).Replace("\"B\"", "\"C\"", StringComparison.Ordinal),
    };

    private static TestBundle Swapped(TestBundle good) => good with
    {
        ChangeWhole = whole => whole["status"]!["revocation"] = whole["status"]!["suspension"]!.DeepClone(),
    };

    private static void Shorten(JsonObject list) => list["credentialSubject"]!["encodedList"] = "uH4sIAAAAAAAAA2NgAAIAdHXa5QgAAAA";

    private static SignedNote Fork(Checkpoint checkpoint) =>
        SignedNote.Sign((checkpoint with { Root = TreeHash.OfLeaf([1]) }).ToString(), checkpoint.Origin, TestBundle.LogSigner);
}
