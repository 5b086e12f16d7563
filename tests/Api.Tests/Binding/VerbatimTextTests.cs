using System.Globalization;
using System.Text;

namespace StatusLevels.Api.Tests.Binding;

/// <summary>
/// Text of any language, in any spelling that JSON allows, is kept as it came: in answers, history and database, and under the hash chain.
/// </summary>
public sealed class VerbatimTextTests(SharedApi shared)
{
    private const int Rounds = 40;

    // Where bytes, cases, directions, combinations and escapes go wrong, if they do.
    private static readonly (int First, int Last)[] Alphabets =
    [
        (0x01, 0x1F), (0x20, 0x7E), (0x7F, 0x9F), (0xA0, 0x24F), (0x300, 0x36F), (0x400, 0x4FF), (0x5D0, 0x5EA), (0x627, 0x64A),
        (0x1100, 0x11FF),
        (0x2000, 0x206F), (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0xD7F0, 0xD7FF), (0xE000, 0xF8FF), (0xFE00, 0xFE0F), (0xFFF0, 0xFFFF),
        (0x1F300, 0x1FAFF), (0x20000, 0x2A6DF), (0xE0000, 0xE007F), (0x10FFF0, 0x10FFFF),
    ];

    [Fact]
    public async Task Random_text_comes_back_as_it_went_in()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            try
            {
                await RoundTripAsync(Text(random, 1000), Text(random, 500), random);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}, round {round}"), exception);
            }
        }
    }

    [Fact]
    public async Task The_longest_texts_fit()
    {
        await RoundTripAsync(string.Concat(Enumerable.Repeat("🏺", 1000)), string.Concat(Enumerable.Repeat("ё", 500)), new Random(1));
    }

    private async Task RoundTripAsync(string notes, string reason, Random random)
    {
        var organization = shared.Organization();

        var granted = await (await organization.GrantAsync($$"""{"level":"B","notes":{{Spelled(notes, random)}}}""")).ShouldBeOkAsync();
        Assert.Equal(notes, granted.Text("notes"));
        Assert.Equal(notes, (await organization.StatusAsync()).GetProperty("active_levels")[0].Text("notes"));
        var revoked = await (await organization.RevokeAsync("B", $$"""{"reason":{{Spelled(reason, random)}}}""")).ShouldBeOkAsync();

        Assert.Equal(reason, revoked.Text("reason"));
        var history = (await organization.HistoryAsync()).GetProperty("history");
        Assert.Equal(reason, history[0].Text("reason"));
        Assert.Equal(notes, history[1].Text("notes"));
        Assert.Equal(reason, await organization.ScalarAsync("select personal ->> 'reason' from organization_status_history where organization_id = $1 and sequence = 2"));
        Assert.Equal(reason, await organization.ScalarAsync("select data ->> 'reason' from outbox where organization_id = $1 and type = 'status.level.revoked'"));
        Assert.Equal(true, await organization.ScalarAsync("select valid from verify_status_history($1)"));
    }

    private static string Text(Random random, int longest)
    {
        var text = new StringBuilder();
        for (var length = random.Next(1, random.Next(2) == 0 ? 12 : longest + 1); length > 0; length--)
        {
            var (first, last) = Alphabets[random.Next(Alphabets.Length)];
            text.Append(new Rune(random.Next(first, last + 1)).ToString());
        }

        return text.ToString();
    }

    /// <summary>The same text as JSON: each character raw or escaped, as it falls.</summary>
    private static string Spelled(string text, Random random)
    {
        var json = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            var mustEscape = rune.Value is < 0x20 or '"' or '\\';
            if (mustEscape || random.Next(3) == 0)
            {
                foreach (var unit in rune.ToString())
                {
                    json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                }
            }
            else
            {
                json.Append(rune.ToString());
            }
        }

        return json.Append('"').ToString();
    }
}
