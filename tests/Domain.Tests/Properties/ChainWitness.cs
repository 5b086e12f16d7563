using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>Invariant 5: numbers without gaps, and a chain that anyone can recompute from the stored texts alone.</summary>
internal sealed class ChainWitness : IWitness
{
    private readonly HashSet<Guid> ids = [];

    private long sequence;

    private string head = new('0', 64);

    private DateTimeOffset effectiveAt = DateTimeOffset.MinValue;

    public void See(Turn turn)
    {
        foreach (var happened in turn.Decision.Events)
        {
            if (happened is StatusEvent.OrganizationForgotten)
            {
                (sequence, head, effectiveAt) = (0, new string('0', 64), DateTimeOffset.MinValue);
            }

            if (happened.Entry is { } entry)
            {
                Check(entry, turn);
                Assert.True(
                    (happened.OutboxType is null) == happened.IsImported,
                    "Systems hear of every change of a holding, and of none that was taken over.");
            }
        }
    }

    private void Check(HistoryEntry entry, Turn turn)
    {
        Assert.Equal(sequence + 1, entry.Sequence);
        Assert.Equal(head, entry.PreviousHash);
        var hash = SHA256.HashData([.. Convert.FromHexString(entry.PreviousHash), .. Encoding.UTF8.GetBytes(entry.Canonical)]);
        Assert.Equal(Convert.ToHexStringLower(hash), entry.Hash);
        Assert.True(ids.Add(entry.Id), "An entry's id is used once.");
        Assert.True(entry.EffectiveAt >= effectiveAt, "Entries take effect in order of their numbers.");
        Assert.True(entry.EffectiveAt <= entry.RecordedAt, "Nothing is recorded ahead of time.");
        Assert.Equal(turn.Now, entry.RecordedAt);
        TheTextSaysWhatTheEntrySays(entry);
        (sequence, head, effectiveAt) = (entry.Sequence, entry.Hash, entry.EffectiveAt);
    }

    private static void TheTextSaysWhatTheEntrySays(HistoryEntry entry)
    {
        using var text = JsonDocument.Parse(entry.Canonical);
        var root = text.RootElement;
        Assert.Equal(entry.Sequence, root.GetProperty("sequence").GetInt64());
        Assert.Equal(entry.Id, root.GetProperty("id").GetGuid());
        Assert.Equal(entry.Level.ToString(), root.GetProperty("level").GetString());
        Assert.Equal(
            entry.Action.ToString(), root.GetProperty("action").GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        Assert.Equal(entry.Reason, root.GetProperty("reason").GetString());
        Assert.Equal(entry.Actor.Id, root.GetProperty("actor_id").GetString());
        Assert.Equal(entry.EffectiveAt, Parse(root.GetProperty("effective_at")));
        Assert.Equal(entry.RecordedAt, Parse(root.GetProperty("recorded_at")));
        Assert.Equal(
            string.Join(",", entry.LevelsAfter),
            string.Join(",", root.GetProperty("levels_after").EnumerateArray().Select(level => level.GetString())));
    }

    private static DateTimeOffset Parse(JsonElement instant) => DateTimeOffset.Parse(instant.GetString()!, CultureInfo.InvariantCulture);
}
