using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;
using static StatusLevels.Domain.Tests.Stories.Commands;
using static StatusLevels.Grains.Domain.StatusLevel;

namespace StatusLevels.Domain.Tests.Rules;

public sealed partial class HistoryChainTests
{
    private const string FirstSalt = "000102030405060708090a0b0c0d0e0f";

    private const string SecondSalt = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

    [Fact]
    public void The_entries_are_character_by_character_those_of_the_published_format()
    {
        var published = PublishedVector().Matches(File.ReadAllText(Repository("docs/history-format.md")));
        var entries = FourEntries().Entries;
        Assert.Equal(4, published.Count);
        Assert.Equal(published.Select(vector => vector.Groups["canonical"].Value), entries.Select(entry => entry.Canonical));
        Assert.Equal(published.Select(vector => vector.Groups["previous"].Value), entries.Select(entry => entry.PreviousHash));
        Assert.Equal(published.Select(vector => vector.Groups["hash"].Value), entries.Select(entry => entry.Hash));
    }

    [Fact]
    public void The_format_is_for_ever()
    {
        var entries = FourEntries().Entries;
        Assert.Equal("fca6f42fb83979ddeca45953fdb2bd74db1ddf4628b1870f047665eafa013832", entries[0].Hash);
        Assert.Equal("c7bf06a857aa53d315c8d0c60e7dff048fa74533d1696dcb7c397627128231b3", entries[^1].Hash);
    }

    [Fact]
    public void Only_what_must_be_escaped_is()
    {
        const string id = "\"\\/\u0001\b\t\n\f\r\u001f\u007f\u0080\u2028\u2029ё\ud83c\udf6f<>&'+";
        var canonical = Story.Begins().When(Subscription(SubscriptionStatus.Active, id)).Entries[0].Canonical;
        Assert.Contains(
            """
            "subscription_id":"\"\\/\u0001\b\t\n\f\r\u001f
            """ + "\u007f\u0080\u2028\u2029ё\ud83c\udf6f<>&'+\",", canonical, StringComparison.Ordinal);
        Assert.Equal(id, JsonDocument.Parse(canonical).RootElement.GetProperty("metadata").GetProperty("subscription_id").GetString());
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("92.50", "92.5")]
    [InlineData("100.000", "100")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    public void Decimals_have_neither_exponent_nor_trailing_zeros_nor_a_negative_zero(string given, string written)
    {
        var number = JsonSerializer.Deserialize<decimal>(given);
        var story = Story.Begins().Given(Grant(B)).Given(Metrics(Story.Start, rate: number)).When(Grant(C));
        Assert.Contains($"\"response_rate\":{written},", story.Entries[^1].Canonical, StringComparison.Ordinal);
    }

    [Fact]
    public void A_commitment_is_made_of_salt_name_and_text_and_the_chain_holds_without_them()
    {
        var entry = FourEntries().Entries[^1];
        byte[] committed = [.. Convert.FromHexString(SecondSalt), 0, .. "reason"u8, 0, .. Encoding.UTF8.GetBytes("Жалоба 😀")];
        Assert.Contains($"\"reason\":\"{Convert.ToHexStringLower(SHA256.HashData(committed))}\"", entry.Canonical, StringComparison.Ordinal);
        Assert.Equal(new PersonalFields(SecondSalt, "Жалоба 😀", null, "2001:db8::1", null), entry.Personal);
        var erased = entry with { Personal = null };
        Assert.Equal(erased.Hash, HistoryEntry.Chain(erased.PreviousHash, erased.Canonical));
    }

    [Fact]
    public void A_change_of_one_character_breaks_the_chain()
    {
        var entry = FourEntries().Entries[1];
        Assert.NotEqual(entry.Hash, HistoryEntry.Chain(entry.PreviousHash, entry.Canonical.Replace("18", "19", StringComparison.Ordinal)));
        Assert.NotEqual(entry.Hash, HistoryEntry.Chain(HistoryEntry.NoHash, entry.Canonical));
    }

    [Fact]
    public void The_system_and_services_leave_no_personal_fields()
    {
        var story = Story.Begins().Given(Grant(B));
        story.When(Metrics(Story.Start), ip: "203.0.113.7", userAgent: "curl/8.7");
        story.When(Subscription(SubscriptionStatus.Active), ip: "203.0.113.7", userAgent: "curl/8.7");
        Assert.Equal([null, null], story.Entries.Skip(1).Select(entry => entry.Personal));
    }

    private static Story FourEntries()
    {
        var story = Story.Begins("2026-03-01T12:34:56.789Z");
        return story
            .When(Grant(B, notes: "Мастерская «Глина» 🏺\n\"ok\""), ip: "203.0.113.7", userAgent: "curl/8.7", salt: FirstSalt)
            .When(Metrics(story.Now, 18, 92.50m, 5.0m, 2))
            .When(Subscription(
                SubscriptionStatus.Active, "подписка \"№1\" 🍯\\/\u0001\b\t\n\f\r\u001f", story.Now.AddMinutes(-2), "evt_ё"))
            .When(Revoke(A, "Жалоба 😀"), ip: "2001:db8::1", salt: SecondSalt);
    }

    private static string Repository(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StatusLevels.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run inside the repository.");
        }

        return Path.Combine(folder.FullName, path);
    }

    [GeneratedRegex("```json\n(?<canonical>.+)\n```\n\n.*\n.*\n\\| previous hash \\| `(?<previous>[0-9a-f]{64})` \\|\n\\| hash \\| `(?<hash>[0-9a-f]{64})` \\|", RegexOptions.None, 1000)]
    private static partial Regex PublishedVector();
}
