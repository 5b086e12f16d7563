using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Grains.Tests;

/// <summary>
/// What is stored today must be readable for ever. The newest golden file holds every member that a document can have.
/// When the first test fails, the shape has changed. A golden file is never edited: rows like it are in people's databases.
/// - A member was added: this file must stay readable, so the new member is nullable, or its accessor gives the absent value a meaning
///   (the generated reader sets an init-only member that is absent to default(T): an initializer does not count, and an ImmutableArray
///   is left without an array). Put the new shape beside this one as <c>organization-document.v1.N.json</c>, and test both.
/// - A member was renamed, removed or means something else: raise <see cref="OrganizationDocument.CurrentSchema"/>, read the old shape into
///   the new state, let the trigger accept both, and add <c>organization-document.v2.json</c>. Nodes of the release before refuse
///   the new schema, so a release that reads it goes out before the one that writes it.
/// </summary>
public sealed class StoredDocumentTests(SharedSilo shared)
{
    private static readonly OrganizationDocumentSerializer Serializer = new();

    /// <summary>Every shape that was ever stored, and what it says.</summary>
    private static readonly Dictionary<string, OrganizationDocument> Shapes = new(StringComparer.Ordinal)
    {
        ["v1"] = RichDocument.First,
        ["v1.1"] = RichDocument.Second,
        ["v1.2"] = RichDocument.Third,
        ["v1.3"] = RichDocument.Third,
        ["v1.4"] = RichDocument.Third,
        ["v1.5"] = RichDocument.Value,
    };

    /// <summary>What is sent: the line that is stored, and the line of the tables.</summary>
    private static string[] Golden => File.ReadAllText(GoldenFile("v1.5")).Split('\n');

    [Fact]
    public void The_document_of_today_is_stored_as_the_golden_file_says_byte_for_byte()
    {
        var stored = Serializer.Serialize(RichDocument.Value);

        // To compare with, in the folder that the tests run in.
        File.WriteAllBytes(GoldenFile("actual"), stored.ToArray());
        Assert.Equal(File.ReadAllText(GoldenFile("v1.5")), stored.ToString());
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v1.1")]
    [InlineData("v1.2")]
    [InlineData("v1.3")]
    [InlineData("v1.4")]
    [InlineData("v1.5")]
    public void A_golden_file_is_read_into_an_equal_state(string version)
    {
        var stored = File.ReadAllText(GoldenFile(version)).Split('\n')[0];

        var read = Serializer.Deserialize<OrganizationDocument>(BinaryData.FromString(stored));

        Assert.Equivalent(Shapes[version] with { Projection = null }, read, strict: true);
        // Until v1.2 what a write added to the tables was stored inside, as the last member.
        Assert.StartsWith(Serializer.Serialize(read).ToString().TrimEnd('}'), stored, StringComparison.Ordinal);
    }

    [Fact]
    public void The_golden_file_holds_every_member_that_a_document_can_have()
    {
        using var document = JsonDocument.Parse(Golden[0]);
        using var projection = JsonDocument.Parse(Golden[1]);
        var seen = new HashSet<(Type, string)>();
        Walk(DocumentFormat.Document, document.RootElement, seen);
        Walk(DocumentFormat.Projection, projection.RootElement, seen);

        Assert.Empty(Members(typeof(Projection), Members(typeof(OrganizationDocument), [])).Except(seen));
    }

    [Fact]
    public void What_is_absent_is_null_and_what_is_unknown_is_passed_over()
    {
        var sparse =
            new OrganizationDocument
            {
                OrganizationId = RichDocument.Value.OrganizationId,
                Book = StatusBook.Empty(RichDocument.Value.OrganizationId)
            };
        var json = Serializer.Serialize(sparse).ToString();
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);

        var read = Serializer.Deserialize<OrganizationDocument>(
            BinaryData.FromString(
                json.Replace("{\"organization_id\"", "{\"unknown\":[{\"schema\":9}],\"organization_id\"", StringComparison.Ordinal)));

        Assert.Equivalent(sparse, read, strict: true);
    }

    [Fact]
    public void A_document_without_a_schema_is_refused() =>
        Assert.Throws<JsonException>(
            () => Serializer.Deserialize<OrganizationDocument>(BinaryData.FromString("""{"book":{"schema":1},"version":3}""")));

    [Fact]
    public async Task An_organization_of_a_newer_schema_answers_nobody_and_is_not_touched()
    {
        var id = SharedSilo.NewOrganization();
        var organization = shared.Organization(id);
        await StoreNewerAsync(id);
        var before = await shared.Database.FootprintAsync(id);

        Func<Task>[] calls =
        [
            organization.GetStatus,
            () => organization.GetHistory(new HistoryQuery(0, 20)),
            () => organization.Grant(new StatusCommand.Grant(StatusLevel.A), SharedSilo.Admin),
            () => organization.Forget(SharedSilo.Admin),
            () => organization.AsReference<IRemindable>().ReceiveReminder(StorageNames.Reminder, default),
        ];
        foreach (var call in calls)
        {
            var failure = await Assert.ThrowsAnyAsync<OrleansException>(call);
            var cause = Assert.IsType<NewerSchemaException>(failure.InnerException);
            Assert.Equal("A stored document has schema 2; this node knows 1 and older ones.", cause.Message);
        }

        Assert.Equal(before, await shared.Database.FootprintAsync(id));
    }

    // As a node of the next release would leave it, whose trigger knows its schema.
    private async Task StoreNewerAsync(OrganizationId id)
    {
        await shared.Organization(id).Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        await using var connection = await shared.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new Npgsql.NpgsqlCommand("set local session_replication_role = replica", connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = """
            update orleansstorage set payloadbinary = convert_to(replace(convert_from(payloadbinary, 'UTF8'), '"schema":1', '"schema":2'), 'UTF8'), version = version + 1
            where (convert_from(payloadbinary, 'UTF8')::json ->> 'organization_id')::uuid = $1
            """;
        command.With(id.Value);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
        await transaction.CommitAsync();

        // What this node still remembers is of no use: its next write meets another version, and it forgets.
        var conflict = await shared.Organization(id).Verify(SharedSilo.Admin);
        Assert.Equal(StoreFailure.Conflict, conflict.Failure);
    }

    private static string GoldenFile(string version) =>
        Path.Combine(AppContext.BaseDirectory, "Golden", $"organization-document.{version}.json");

    private static HashSet<(Type, string)> Members(Type type, HashSet<(Type, string)> found)
    {
        var info = DocumentFormat.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        if (info.Kind == JsonTypeInfoKind.Enumerable)
        {
            return Members(info.ElementType!, found);
        }

        // What is only computed is not stored.
        foreach (var member in info.Properties.Where(
            member => member.AttributeProvider is PropertyInfo { CanWrite: true } property
                && !property.IsDefined(typeof(JsonIgnoreAttribute))))
        {
            if (found.Add((info.Type, member.Name)))
            {
                Members(member.PropertyType, found);
            }
        }

        return found;
    }

    private static void Walk(JsonTypeInfo info, JsonElement json, HashSet<(Type, string)> seen)
    {
        if (info.Kind == JsonTypeInfoKind.Enumerable)
        {
            foreach (var element in json.EnumerateArray())
            {
                Walk(DocumentFormat.Options.GetTypeInfo(info.ElementType!), element, seen);
            }

            return;
        }

        foreach (var member in info.Properties)
        {
            // An empty list shows nothing of what is in it.
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member.Name, out var value)
                && !(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0))
            {
                seen.Add((info.Type, member.Name));
                Walk(
                    DocumentFormat.Options.GetTypeInfo(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType), value,
                    seen);
            }
        }
    }
}
