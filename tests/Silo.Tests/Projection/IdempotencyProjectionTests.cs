using System.Text.Json.Nodes;
using Npgsql;

namespace StatusLevels.Silo.Tests.Projection;

/// <summary>The answer under a key, as the projection saves it.</summary>
public sealed class IdempotencyProjectionTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    private readonly StoredOrganization organization = new(database.DataSource);
    private readonly Guid key = Guid.NewGuid();

    [Fact]
    public async Task A_document_without_a_key_is_projected_as_a_node_of_before_wrote_it()
    {
        Assert.Equal(1, await organization.WriteAsync(organization.Next(new TestEntry())));
        Assert.Equal(2, await organization.WriteAsync(StoredOrganization.WithKey(organization.Next(new TestEntry()), key)));
        Assert.Equal(3, await organization.WriteAsync(organization.Next(new TestEntry())));

        Assert.Equal(3, (await organization.RowsAsync("organization_status_history", "sequence")).Count);
        var kept = Assert.Single(await organization.RowsAsync("idempotency_keys", "id"))!;
        Assert.True((bool)kept["answer"]!["written"]!);
    }

    [Fact]
    public async Task The_key_of_another_call_is_told_by_the_name_of_its_constraint_and_stops_the_write()
    {
        await organization.WriteAsync(StoredOrganization.WithKey(organization.Next(new TestEntry()), key));

        var taken = await Assert.ThrowsAsync<PostgresException>(
            () => organization.WriteAsync(StoredOrganization.WithKey(organization.Next(new TestEntry()), key)));

        Assert.Equal((PostgresErrorCodes.UniqueViolation, "idempotency_keys_key"), (taken.SqlState, taken.ConstraintName));
        Assert.Contains("idempotency_keys_key", taken.Message, StringComparison.Ordinal);
        Assert.Single(await organization.RowsAsync("organization_status_history", "sequence"));
    }

    [Fact]
    public async Task A_key_and_an_event_are_both_kept_and_either_that_is_taken_stops_the_write_with_all_that_came_with_it()
    {
        var (known, other) = (Guid.NewGuid(), Guid.NewGuid());
        await organization.WriteAsync(WithBoth(key, known));
        Assert.Equal(2, (await organization.RowsAsync("idempotency_keys", "id")).Count);

        foreach (var document in new[]
        {
            WithBoth(other, known),
            WithBoth(key, other),
            StoredOrganization.WithKnownEvent(organization.Next(new TestEntry()), known),
        })
        {
            var taken = await Assert.ThrowsAsync<PostgresException>(() => organization.WriteAsync(document));
            Assert.Equal((PostgresErrorCodes.UniqueViolation, "idempotency_keys_key"), (taken.SqlState, taken.ConstraintName));
        }

        Assert.Equal(2, (await organization.RowsAsync("idempotency_keys", "id")).Count);
        Assert.Single(await organization.RowsAsync("organization_status_history", "sequence"));
        await organization.WriteAsync(StoredOrganization.WithKnownEvent(organization.Next(new TestEntry()), other));
        Assert.Equal(3, (await organization.RowsAsync("idempotency_keys", "id")).Count);

        await organization.WriteAsync(organization.Forgetting());
        Assert.Empty(await organization.RowsAsync("idempotency_keys", "id"));
    }

    private JsonObject WithBoth(Guid given, Guid known) =>
        StoredOrganization.WithKnownEvent(StoredOrganization.WithKey(organization.Next(new TestEntry()), given), known);

    public static TheoryData<string, string> Lacking
    {
        get
        {
            string[] kinds = ["key", "event"];
            string[] members = ["id", "fingerprint", "answered_at", "expires_at"];
            return [.. kinds.SelectMany(kind => members.Select(member => (kind, member)))];
        }
    }

    [Theory]
    [MemberData(nameof(Lacking))]
    public async Task A_key_or_an_event_that_lacks_a_member_stops_the_write(string kind, string member)
    {
        var document = WithBoth(key, Guid.NewGuid());
        document["projection"]![kind]!.AsObject().Remove(member);

        await Assert.ThrowsAsync<PostgresException>(() => organization.WriteAsync(document));

        Assert.Empty(await organization.RowsAsync("organization_status", "epoch"));
    }

    [Fact]
    public async Task A_levels_row_that_is_no_longer_there_is_removed_by_a_later_write()
    {
        var document = organization.Next(new TestEntry());
        document["projection"]!["levels"] = new JsonArray(JsonNode.Parse("""
            {"id":"11111111-1111-1111-1111-111111111111","level":"A","state":"active","granted_at":"2026-03-01T00:00:00.000Z",
             "granted_by_kind":"system","valid_from":"2026-03-01T00:00:00.000Z","on_judgement":false}
            """));
        await organization.WriteAsync(document);
        Assert.Single(await organization.RowsAsync("organization_status_levels", "level"));

        await organization.WriteAsync(organization.Next(new TestEntry()));

        Assert.Empty(await organization.RowsAsync("organization_status_levels", "level"));
    }
}
