using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using StatusLevels.Grains.Organizations;

namespace StatusLevels.Silo.Tests.Projection;

/// <summary>One entry to be written. <c>Personal</c> holds the free texts by name, without their salt.</summary>
internal sealed record TestEntry(
    string Action = "granted",
    string Level = "B",
    string? Reason = null,
    string ActorKind = "user",
    string? ActorId = "user-1",
    string? Metadata = null,
    IReadOnlyDictionary<string, string>? Personal = null);

/// <summary>An organization whose documents are made and stored as its grain would, in the statement that Orleans runs.</summary>
internal sealed class StoredOrganization(NpgsqlDataSource database)
{
    public const string Now = "2026-03-01T00:00:00.000Z";
    public const string Salt = "000102030405060708090a0b0c0d0e0f";

    private static readonly string Beginning = new('0', 64);
    private static readonly JsonSerializerOptions Verbatim = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Guid Id { get; } = Guid.NewGuid();

    public int Epoch { get; private set; } = 1;

    public long Version { get; private set; }

    public long Sequence { get; private set; }

    public long OutboxNumber { get; private set; }

    public string Head { get; private set; } = Beginning;

    /// <summary>The document of the next write, with these entries. Nothing changes until it is written.</summary>
    public JsonObject Next(params TestEntry[] entries) => Document(Epoch, Sequence, Head, OutboxNumber, entries);

    /// <summary>The tombstone.</summary>
    public JsonObject Forgetting()
    {
        var document = Document(Epoch + 1, 0, Beginning, 0, []);
        var projection = document["projection"]!;
        projection["forget"] = true;
        projection["status"]!["forgotten_at"] = Now;
        return document;
    }

    /// <summary>Adds an event to the outbox of a document, and counts it.</summary>
    public JsonObject WithEvent(JsonObject document, string data = "{}", string type = "status.level.granted")
    {
        var number = (long)document["projection"]!["status"]!["outbox_number"]! + 1;
        document["projection"]!["outbox"] = new JsonArray(new JsonObject
        {
            ["id"] = $"{Id}/{document["epoch"]}/{number}",
            ["number"] = number,
            ["type"] = type,
            ["time"] = Now,
            ["data"] = JsonNode.Parse(data),
        });
        document["projection"]!["status"]!["outbox_number"] = number;
        return document;
    }

    /// <summary>Puts the answer to a call under a key into a document.</summary>
    public static JsonObject WithKey(JsonObject document, Guid key) => WithAnswer(document, "key", key);

    /// <summary>Puts the answer to an event of a payment provider into a document.</summary>
    public static JsonObject WithKnownEvent(JsonObject document, Guid known) => WithAnswer(document, "event", known);

    private static JsonObject WithAnswer(JsonObject document, string member, Guid key)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(key.ToByteArray()));
        document["projection"]![member] = new JsonObject
        {
            ["id"] = id,
            ["fingerprint"] = id,
            ["answer"] = new JsonObject { ["written"] = true },
            ["answered_at"] = Now,
            ["expires_at"] = "2026-03-02T00:00:00.000Z",
        };
        return document;
    }

    /// <summary>Whether it is written as by a node of the version before, which kept what a write adds inside the state.</summary>
    public bool ByFormerNode { get; init; }

    /// <summary>Writes a document over the last one. Null is the answer that Orleans takes for a conflict.</summary>
    public async Task<int?> WriteAsync(JsonObject document)
    {
        var written = await WriteAsync(Payload(document), Version == 0 ? null : (int)Version);
        var status = document["projection"]!["status"]!;
        (Epoch, Version) = ((int)document["epoch"]!, (long)document["version"]!);
        (Sequence, OutboxNumber) = ((long)status["sequence"]!, (long)status["outbox_number"]!);
        Head = (string?)status["head_hash"] ?? Beginning;
        return written;
    }

    public async Task<int?> WriteAsync(
        byte[]? payload, int? knownVersion, string state = StorageNames.OrganizationStatus, string service = StorageNames.ServiceId,
        NpgsqlConnection? over = null)
    {
        await using var own = over is null ? await database.OpenConnectionAsync() : null;
        var connection = over ?? own!;
        await using var query = new NpgsqlCommand("select querytext from orleansquery where querykey = 'WriteToStorageKey'", connection);
        await using var write = new NpgsqlCommand((string)(await query.ExecuteScalarAsync())!, connection);
        var key = Id.ToByteArray();
        write.Parameters.AddWithValue("GrainIdHash", BitConverter.ToInt32(key, 4));
        write.Parameters.AddWithValue("GrainIdN0", BitConverter.ToInt64(key, 0));
        write.Parameters.AddWithValue("GrainIdN1", BitConverter.ToInt64(key, 8));
        write.Parameters.AddWithValue("GrainTypeHash", state.Length);
        write.Parameters.AddWithValue("GrainTypeString", state);
        write.Parameters.AddWithValue("GrainIdExtensionString", DBNull.Value);
        write.Parameters.AddWithValue("ServiceId", service);
        write.Parameters.AddWithValue("GrainStateVersion", (object?)knownVersion ?? DBNull.Value);
        write.Parameters.AddWithValue("PayloadBinary", (object?)payload ?? DBNull.Value);
        return await write.ExecuteScalarAsync() as int?;
    }

    /// <summary>The organization's rows of a read-model table, in order of its key.</summary>
    public async Task<JsonArray> RowsAsync(string table, string order)
    {
        await using var command = database.CreateCommand(
            $"select coalesce(jsonb_agg(to_jsonb(t) - 'organization_id' - 'created_at' order by {order}), '[]')::text from {table} as t where organization_id = @id");
        command.Parameters.AddWithValue("id", Id);
        return JsonNode.Parse((string)(await command.ExecuteScalarAsync())!)!.AsArray();
    }

    /// <summary>A line of the state, and a line of what this write adds to the tables.</summary>
    public byte[] Payload(JsonObject document)
    {
        if (ByFormerNode || document["projection"] is not JsonObject inside)
        {
            return Encoding.UTF8.GetBytes(document.ToJsonString(Verbatim));
        }

        var (state, projection) = (document.DeepClone().AsObject(), inside.DeepClone().AsObject());
        state.Remove("projection");
        foreach (var name in (string[])["schema", "organization_id", "epoch", "version"])
        {
            projection[name] = document[name]?.DeepClone();
        }

        return Encoding.UTF8.GetBytes($"{state.ToJsonString(Verbatim)}\n{projection.ToJsonString(Verbatim)}");
    }

    private JsonObject Document(int epoch, long sequence, string head, long outbox, TestEntry[] entries)
    {
        var written = new JsonArray();
        foreach (var entry in entries)
        {
            sequence++;
            var row = Row(entry, epoch, sequence, head);
            head = (string)row["hash"]!;
            written.Add(row);
        }

        return new JsonObject
        {
            ["schema"] = 1,
            ["organization_id"] = Id.ToString(),
            ["epoch"] = epoch,
            ["version"] = Version + 1,
            ["book"] = new JsonObject { ["opaque"] = true },
            ["projection"] = new JsonObject
            {
                ["recorded_at"] = Now,
                ["status"] = new JsonObject
                {
                    ["current_level"] = "0",
                    ["sequence"] = sequence,
                    ["head_hash"] = sequence == 0 ? null : head,
                    ["outbox_number"] = outbox,
                    ["in_grace"] = false,
                    ["level_c_blocked"] = false,
                },
                ["levels"] = new JsonArray(),
                ["entries"] = written,
            },
        };
    }

    private JsonObject Row(TestEntry entry, int epoch, long sequence, string previous)
    {
        JsonObject personal = new() { ["salt"] = Salt };
        JsonObject commitments = [];
        foreach (var (name, text) in entry.Personal ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            personal[name] = text;
            commitments[name] = Convert.ToHexStringLower(SHA256.HashData(
                [.. Convert.FromHexString(Salt), 0, .. Encoding.UTF8.GetBytes(name), 0, .. Encoding.UTF8.GetBytes(text)]));
        }

        JsonObject canonical = new()
        {
            ["format"] = "statuslevels-history/1",
            ["organization_id"] = Id.ToString(),
            ["epoch"] = epoch,
            ["sequence"] = sequence,
            ["id"] = Guid.NewGuid().ToString(),
            ["level"] = entry.Level,
            ["action"] = entry.Action,
            ["reason"] = entry.Reason,
            ["actor_kind"] = entry.ActorKind,
            ["actor_id"] = entry.ActorId,
            ["effective_at"] = Now,
            ["recorded_at"] = "2026-03-01T00:00:00.123Z",
            ["levels_after"] = new JsonArray("A", "B"),
            ["metadata"] = JsonNode.Parse(entry.Metadata ?? "{}"),
            ["commitments"] = commitments,
        };
        var hashed = canonical.ToJsonString(Verbatim);
        var row = canonical.DeepClone().AsObject();
        foreach (var name in (string[])["format", "organization_id", "epoch", "commitments"])
        {
            row.Remove(name);
        }

        row["canonical"] = hashed;
        row["previous_hash"] = previous;
        row["hash"] = Convert.ToHexStringLower(SHA256.HashData([.. Convert.FromHexString(previous), .. Encoding.UTF8.GetBytes(hashed)]));
        row["personal"] = entry.Personal is null ? null : personal;
        return row;
    }

}
