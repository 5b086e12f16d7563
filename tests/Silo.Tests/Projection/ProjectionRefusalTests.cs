using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace StatusLevels.Silo.Tests.Projection;

/// <summary>A document that cannot follow what is stored fails the whole write: not even the state row changes.</summary>
public sealed class ProjectionRefusalTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    [Fact]
    public async Task A_schema_that_the_database_does_not_know_is_refused()
    {
        await RefusedAsync(document => document["schema"] = 2, PostgresErrorCodes.FeatureNotSupported);
        await RefusedAsync(document => document.Remove("schema"), PostgresErrorCodes.FeatureNotSupported);
    }

    [Theory]
    [InlineData("organization_id")]
    [InlineData("epoch")]
    [InlineData("version")]
    public Task A_document_without_its_head_is_refused(string member) =>
        RefusedAsync(document => document.Remove(member), PostgresErrorCodes.NotNullViolation);

    [Theory]
    [InlineData("recorded_at")]
    [InlineData("status")]
    [InlineData("levels")]
    public Task A_projection_without_what_every_write_says_is_refused(string member) =>
        RefusedAsync(document => document["projection"]!.AsObject().Remove(member), PostgresErrorCodes.NotNullViolation);

    [Theory]
    [InlineData("current_level")]
    [InlineData("sequence")]
    [InlineData("outbox_number")]
    [InlineData("in_grace")]
    [InlineData("level_c_blocked")]
    public Task A_status_without_what_every_status_says_is_refused(string member) =>
        RefusedAsync(document => document["projection"]!["status"]!.AsObject().Remove(member), PostgresErrorCodes.NotNullViolation);

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(2)]
    public Task A_version_that_is_not_the_next_one_is_refused(int step) =>
        RefusedAsync(document => document["version"] = 1 + step, PostgresErrorCodes.SerializationFailure);

    [Fact]
    public Task An_earlier_epoch_is_refused() =>
        RefusedAsync(document => document["epoch"] = 0, PostgresErrorCodes.SerializationFailure);

    [Fact]
    public Task An_entry_that_is_there_already_is_refused() =>
        RefusedAsync(document => document["projection"]!["entries"]![0]!["sequence"] = 1);

    [Fact]
    public Task A_gap_in_the_sequence_is_refused() =>
        RefusedAsync(document =>
        {
            document["projection"]!["entries"]![0]!["sequence"] = 3;
            document["projection"]!["status"]!["sequence"] = 3;
        });

    [Fact]
    public Task An_entry_that_does_not_name_its_predecessor_is_refused() =>
        RefusedAsync(document => document["projection"]!["entries"]![0]!["previous_hash"] = new string('0', 64));

    [Fact]
    public async Task A_status_that_names_another_end_of_the_history_is_refused()
    {
        await RefusedAsync(document => document["projection"]!["status"]!["sequence"] = 1);
        await RefusedAsync(document => document["projection"]!["status"]!["sequence"] = 3);
        await RefusedAsync(document => document["projection"]!["status"]!["head_hash"] = new string('a', 64));
        await RefusedAsync(document => document["projection"]!["entries"] = new JsonArray());
    }

    [Fact]
    public async Task An_event_that_is_there_already_or_leaves_a_gap_is_refused()
    {
        await RefusedAsync(document => document["projection"]!["outbox"]![0]!["number"] = 1);
        await RefusedAsync(document => document["projection"]!["outbox"]![0]!["number"] = 3);
        await RefusedAsync(document => document["projection"]!["status"]!["outbox_number"] = 1);
        await RefusedAsync(document => document["projection"]!.AsObject().Remove("outbox"));
    }

    [Fact]
    public Task Two_levels_of_one_name_are_refused() =>
        RefusedAsync(
            document =>
            {
                var level = JsonNode.Parse("""
                    {"id":"11111111-1111-1111-1111-111111111111","level":"A","state":"active","granted_at":"2026-03-01T00:00:00.000Z",
                     "granted_by_kind":"system","valid_from":"2026-03-01T00:00:00.000Z","on_judgement":false}
                    """)!;
                document["projection"]!["levels"] = new JsonArray(level, level.DeepClone());
            },
            PostgresErrorCodes.CardinalityViolation);

    [Fact]
    public async Task Text_that_is_no_document_is_refused()
    {
        var organization = new StoredOrganization(database.DataSource);
        await UnchangedAsync(
            () => organization.WriteAsync(Encoding.UTF8.GetBytes("{"), null), PostgresErrorCodes.InvalidTextRepresentation);
        await UnchangedAsync(() => organization.WriteAsync([0xFF, 0xFE], null), PostgresErrorCodes.CharacterNotInRepertoire);
    }

    [Fact]
    public async Task A_cleared_state_is_refused()
    {
        var organization = await WrittenAsync();
        await UnchangedAsync(() => organization.WriteAsync(null, 1), PostgresErrorCodes.NotNullViolation);
    }

    [Fact]
    public async Task A_deleted_state_is_refused()
    {
        await WrittenAsync();
        await UnchangedAsync(() => database.ExecuteAsync("delete from orleansstorage"), PostgresErrorCodes.IntegrityConstraintViolation);
    }

    [Theory]
    [InlineData("update organization_status_history set level = 'A'")]
    [InlineData("delete from organization_status_history")]
    [InlineData("truncate organization_status_history")]
    public async Task The_history_is_append_only_for_its_owner_too(string change)
    {
        await WrittenAsync();
        await UnchangedAsync(() => database.ExecuteAsync(change), PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_second_write_over_the_same_version_changes_nothing_and_answers_a_conflict()
    {
        var organization = await WrittenAsync();
        var first = organization.Next(new TestEntry());
        var second = organization.Next(new TestEntry("revoked"));
        await organization.WriteAsync(first);
        var before = await DatabaseSnapshot.TakeAsync(database.DataSource);

        Assert.Null(await organization.WriteAsync(organization.Payload(second), 1));

        Assert.Equal(before, await DatabaseSnapshot.TakeAsync(database.DataSource));
    }

    private async Task<StoredOrganization> WrittenAsync()
    {
        var organization = new StoredOrganization(database.DataSource);
        await organization.WriteAsync(organization.WithEvent(organization.Next(new TestEntry())));
        return organization;
    }

    /// <summary>A second write with one entry and one event would be fine but for this change.</summary>
    private async Task RefusedAsync(Action<JsonObject> spoil, string code = PostgresErrorCodes.IntegrityConstraintViolation)
    {
        var organization = await WrittenAsync();
        var document = organization.WithEvent(organization.Next(new TestEntry()));
        spoil(document);
        await UnchangedAsync(() => organization.WriteAsync(organization.Payload(document), 1), code);

        Assert.Equal(2, await organization.WriteAsync(organization.WithEvent(organization.Next(new TestEntry()))));
    }

    private async Task UnchangedAsync(Func<Task> write, string code)
    {
        var before = await DatabaseSnapshot.TakeAsync(database.DataSource);
        var refusal = await Assert.ThrowsAsync<PostgresException>(write);
        Assert.Equal(code, refusal.SqlState);
        Assert.Equal(before, await DatabaseSnapshot.TakeAsync(database.DataSource));
    }
}
