using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Grains.Tests;

public sealed class HashChainTests(SharedSilo shared)
{
    // Everything that JSON escapes in one way or another, and what it may leave as it is.
    private const string Awkward = "Цех «Глина» 🙂👩‍👩‍👧 \"quoted\" \\ / \b\t\n\f\r \u0001\u001f\u007f\u0085\u00a0\u2028\u2029\ufeff e\u0301 \U0010ffff <script>&'";

    [Fact]
    public async Task The_chain_recomputed_in_SQL_and_from_the_table_ends_at_the_head_that_the_grain_holds()
    {
        var id = SharedSilo.NewOrganization();
        var organization = shared.Organization(id);
        var call = new Call(new Actor(ActorKind.User, $"u {Awkward}"), $"ip {Awkward}", $"agent {Awkward}");
        await organization.ChangeSubscription(
            new StatusCommand.ChangeSubscription($"sub {Awkward}", SubscriptionStatus.Active, EventId: $"evt {Awkward}"), call);
        await organization.Grant(new StatusCommand.Grant(StatusLevel.B, Notes: $"notes {Awkward}"), call);
        await organization.ReportReputation(new StatusCommand.ReportReputation(SharedSilo.Start, 20, 99.50m, 0.25m, 3), call);
        await organization.Verify(Call.System);
        var last = await organization.Revoke(new StatusCommand.Revoke(StatusLevel.B, $"reason {Awkward}"), call);
        Assert.Null(last.Failure);
        Assert.Equal(6, last.Status.Sequence);

        var book = JsonDocument.Parse(await shared.Database.DocumentAsync(id)).RootElement.GetProperty("book");
        var head = book.GetProperty("head_hash").GetString();
        Assert.Equal(6, book.GetProperty("sequence").GetInt64());

        await using var verify = shared.Database.DataSource.CreateCommand("select valid, entries, head_hash, first_broken_sequence from verify_status_history($1)").With(id.Value);
        await using var verdict = await verify.ExecuteReaderAsync();
        Assert.True(await verdict.ReadAsync());
        Assert.True(verdict.GetBoolean(0));
        Assert.Equal((6, head), (verdict.GetInt64(1), verdict.GetString(2)));
        Assert.True(await verdict.IsDBNullAsync(3));

        Assert.Equal(head, await RecomputeAsync(id));

        var history = await organization.GetHistory(new HistoryQuery(0, 20));
        Assert.Equal(head, history.Items[0].Hash);
        Assert.Equal($"reason {Awkward}", history.Items.Single(item => item.Action == HistoryAction.Revoked).Reason);
        Assert.Equal($"notes {Awkward}", history.Items.Single(item => item.Notes is not null).Notes);
        Assert.Equal($"u {Awkward}", history.Items[^1].Actor.Id);
    }

    [Fact]
    public async Task A_tampered_entry_breaks_the_chain_where_it_stands()
    {
        var id = SharedSilo.NewOrganization();
        var organization = shared.Organization(id);
        await organization.Grant(new StatusCommand.Grant(StatusLevel.B, Notes: "ж"), SharedSilo.Admin);
        await organization.Verify(SharedSilo.Admin);
        await organization.Verify(SharedSilo.Admin);
        Assert.True(await shared.Database.ScalarAsync<bool>("select valid from verify_status_history($1)", id.Value));

        await using var connection = await shared.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var tamper = new Npgsql.NpgsqlCommand("set local session_replication_role = replica", connection);
        await tamper.ExecuteNonQueryAsync();
        tamper.CommandText = "update organization_status_history set canonical = replace(canonical, 'renewed', 'granted') where organization_id = $1 and sequence = 2";
        tamper.With(id.Value);
        Assert.Equal(1, await tamper.ExecuteNonQueryAsync());
        tamper.CommandText = "select first_broken_sequence from verify_status_history($1) where not valid";
        Assert.Equal(2L, await tamper.ExecuteScalarAsync());
        await transaction.RollbackAsync();
    }

    // As a stranger would do it, with nothing of the product's own code.
    private async Task<string> RecomputeAsync(OrganizationId id)
    {
        await using var command = shared.Database.DataSource.CreateCommand(
            "select canonical, previous_hash, hash, personal ->> 'salt', personal from organization_status_history where organization_id = $1 order by epoch, sequence");
        command.With(id.Value);
        await using var reader = await command.ExecuteReaderAsync();
        var head = new byte[32];
        while (await reader.ReadAsync())
        {
            Assert.Equal(Convert.ToHexStringLower(head), reader.GetString(1));
            var canonical = reader.GetString(0);
            head = SHA256.HashData([.. head, .. Encoding.UTF8.GetBytes(canonical)]);
            Assert.Equal(Convert.ToHexStringLower(head), reader.GetString(2));

            using var text = JsonDocument.Parse(canonical);
            var commitments = text.RootElement.GetProperty("commitments");
            if (await reader.IsDBNullAsync(4))
            {
                Assert.Empty(commitments.EnumerateObject());
                continue;
            }

            using var personal = JsonDocument.Parse(reader.GetString(4));
            var salt = Convert.FromHexString(reader.GetString(3));
            var fields = personal.RootElement.EnumerateObject().Where(
                field => field.Name != "salt" && field.Value.ValueKind == JsonValueKind.String).ToArray();
            Assert.Equal(fields.Length, commitments.EnumerateObject().Count());
            foreach (var field in fields)
            {
                byte[] committed =
                    [.. salt, 0, .. Encoding.UTF8.GetBytes(field.Name), 0, .. Encoding.UTF8.GetBytes(field.Value.GetString()!)];
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(committed)), commitments.GetProperty(field.Name).GetString());
            }
        }

        return Convert.ToHexStringLower(head);
    }
}
