using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace StatusLevels.Silo.Tests.Projection;

public sealed class HistoryVerificationTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    private sealed record Verdict(bool Valid, long Entries, string? Head, long? FirstBroken);

    [Fact]
    public async Task An_untouched_history_verifies_in_any_language()
    {
        var organization = await WrittenAsync();

        Assert.Equal(new Verdict(true, 3, organization.Head, null), await VerifyAsync(organization.Id));
    }

    [Fact]
    public async Task An_organization_that_was_never_touched_has_an_empty_valid_history() =>
        Assert.Equal(new Verdict(true, 0, null, null), await VerifyAsync(Guid.NewGuid()));

    [Theory]
    [InlineData("id = gen_random_uuid()")]
    [InlineData("level = 'C'")]
    [InlineData("action = 'renewed'")]
    [InlineData("reason = 'level_b_lost'")]
    [InlineData("reason = null")]
    [InlineData("actor_kind = 'service'")]
    [InlineData("actor_id = 'user-2'")]
    [InlineData("actor_id = null")]
    [InlineData("effective_at = effective_at + interval '1 millisecond'")]
    [InlineData("recorded_at = recorded_at - interval '1 millisecond'")]
    [InlineData("levels_after = '{B,A}'")]
    [InlineData("levels_after = '{}'")]
    [InlineData("metadata = '{}'")]
    [InlineData("canonical = canonical || ' '")]
    [InlineData("canonical = 'not json'")]
    [InlineData("previous_hash = repeat('0', 64)")]
    [InlineData("previous_hash = 'not a hash'")]
    [InlineData("hash = repeat('a', 64)")]
    [InlineData("hash = upper(hash)")]
    [InlineData("personal = jsonb_set(personal, '{reason}', '\"Другая причина\"')")]
    [InlineData("personal = jsonb_set(personal, '{salt}', '\"00\"')")]
    [InlineData("personal = jsonb_set(personal, '{salt}', '\"not hex\"')")]
    [InlineData("personal = personal - 'salt'")]
    [InlineData("personal = personal || '{\"user_agent\": \"added later\"}'")]
    [InlineData("epoch = 2")]
    public async Task Tampering_with_any_column_is_found(string change)
    {
        var organization = await WrittenAsync();

        await TamperAsync($"update organization_status_history set {change} where organization_id = '{organization.Id}' and sequence = 2");

        var verdict = await VerifyAsync(organization.Id);
        Assert.Equal((false, 3L, (long?)2), (verdict.Valid, verdict.Entries, verdict.FirstBroken));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public async Task A_removed_entry_is_found(int removed, int broken)
    {
        var organization = await WrittenAsync();

        await TamperAsync($"delete from organization_status_history where organization_id = '{organization.Id}' and sequence = {removed}");

        var verdict = await VerifyAsync(organization.Id);
        Assert.Equal((false, 2L, (long?)broken), (verdict.Valid, verdict.Entries, verdict.FirstBroken));
    }

    [Fact]
    public async Task A_head_that_is_not_the_last_hash_is_found()
    {
        var organization = await WrittenAsync();

        await TamperAsync($"update organization_status set head_hash = repeat('b', 64) where organization_id = '{organization.Id}'");

        Assert.Equal(new Verdict(false, 3, organization.Head, 3), await VerifyAsync(organization.Id));
    }

    [Fact]
    public async Task A_last_entry_that_was_written_anew_with_a_fitting_hash_is_found()
    {
        var organization = await WrittenAsync();
        var row = (await organization.RowsAsync("organization_status_history", "sequence"))[2]!;
        var forged = ((string)row["canonical"]!).Replace("granted", "revoked", StringComparison.Ordinal);
        var hash = Convert.ToHexStringLower(
            SHA256.HashData([.. Convert.FromHexString((string)row["previous_hash"]!), .. Encoding.UTF8.GetBytes(forged)]));

        await TamperAsync($"""
            update organization_status_history set action = 'revoked', canonical = $forged${forged}$forged$, hash = '{hash}'
            where organization_id = '{organization.Id}' and sequence = 3
            """);

        Assert.Equal(new Verdict(false, 3, hash, 3), await VerifyAsync(organization.Id));
    }

    [Theory]
    [InlineData("personal = null")]
    [InlineData("personal = personal - 'reason'")]
    public async Task Erased_personal_texts_do_not_break_the_chain(string change)
    {
        var organization = await WrittenAsync();

        await TamperAsync($"update organization_status_history set {change} where organization_id = '{organization.Id}' and sequence = 2");

        Assert.True((await VerifyAsync(organization.Id)).Valid);
    }

    [Theory]
    [InlineData("'A', 'active', null", "A")]
    [InlineData("'A', 'grace', now() + interval '1 minute'", "A")]
    [InlineData("'A', 'active', now()", "0")]
    [InlineData("'B', 'active', now() - interval '1 millisecond'", "0")]
    [InlineData("'B', 'suspended', null", "0")]
    public async Task The_current_level_is_told_by_the_clock_and_not_by_the_last_write(string level, string current)
    {
        var organization = Guid.NewGuid();
        var cancellation = TestContext.Current.CancellationToken;
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellation);
        // In one transaction now() stands still.
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var insert = new NpgsqlCommand($"""
            insert into organization_status_levels
                (organization_id, id, granted_at, granted_by_kind, valid_from, on_judgement, level, state, counts_until)
            values ('{organization}', gen_random_uuid(), now(), 'user', now(), false, {level})
            """, connection);
        await insert.ExecuteNonQueryAsync(cancellation);
        await using var query = new NpgsqlCommand($"select get_current_status_level('{organization}')", connection);

        Assert.Equal(current, await query.ExecuteScalarAsync(cancellation));
    }

    [Fact]
    public async Task The_current_level_is_the_highest_that_counts()
    {
        var organization = new StoredOrganization(database.DataSource);
        var document = organization.Next();
        document["projection"]!["levels"] = new JsonArray([.. new[] { "A", "B", "C" }.Select(level => JsonNode.Parse($$"""
            {"id":"11111111-1111-1111-1111-111111111111","level":"{{level}}","state":"{{(level is "C" ? "suspended" : "active")}}",
             "granted_at":"2026-03-01T00:00:00.000Z","granted_by_kind":"system","valid_from":"2026-03-01T00:00:00.000Z","on_judgement":false}
            """))]);
        await organization.WriteAsync(document);

        Assert.Equal("B", await database.ScalarAsync($"select get_current_status_level('{organization.Id}')"));
    }

    private async Task<StoredOrganization> WrittenAsync()
    {
        var organization = new StoredOrganization(database.DataSource);
        await organization.WriteAsync(organization.Next(new TestEntry()));
        await organization.WriteAsync(organization.Next(
            new TestEntry(
                Reason: "grace_period_ended",
                Metadata: """{"подписка":"sub_\"1\"\\ 🐝","доля":85.5}""",
                Personal: new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["reason"] = "Истёк срок 🍯\n\"вчера\"",
                    ["ip"] = "192.0.2.7"
                }),
            new TestEntry(ActorKind: "system", ActorId: null)));
        return organization;
    }

    /// <summary>What only a superuser can do: the triggers are off.</summary>
    private async Task TamperAsync(string change) => Assert.Equal(1, await database.TamperAsync(change));

    private async Task<Verdict> VerifyAsync(Guid organization)
    {
        await using var command = database.DataSource.CreateCommand("select * from verify_status_history(@organization)");
        command.Parameters.AddWithValue("organization", organization);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return new Verdict(
            reader.GetBoolean(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.IsDBNull(3) ? null : reader.GetInt64(3));
    }
}
