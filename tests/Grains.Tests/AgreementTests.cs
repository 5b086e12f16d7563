using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Orleans.Reminders;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Sql;
using StatusLevels.Testing;
using static StatusLevels.Grains.Tests.TestTables;

namespace StatusLevels.Grains.Tests;

/// <summary>State, history, read model and outbox after many commands, against what the pure core says of the same commands.</summary>
public sealed class AgreementTests
{
    private const int Organizations = 50;
    private const int Rounds = 24;
    private const int Seed = 20260301;

    // When a row was written, not what it says.
    // The views show what is planned.
    private static readonly string[] Bookkeeping = ["created_at", "planned_notices"];

    private readonly FakeTimeProvider clock = new(SharedSilo.Start);

    [Fact]
    public async Task After_a_thousand_commands_on_fifty_organizations_everything_that_is_stored_agrees_row_by_row()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();

        // Nobody but this test ticks: the reminders' clock stands still.
        await using var silo = await TestSilo.StartAsync(database, clock, builder =>
            builder.Services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, new FakeTimeProvider(SharedSilo.Start)));
        var catalog = silo.Services.GetRequiredService<StatusLevelCatalog>();
        var random = new Random(Seed);
        var subjects = Enumerable.Range(0, Organizations).Select(
            number => new Subject(database, silo, catalog, new Random(Seed + number))).ToArray();

        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(subjects.Select(subject => subject.CommandAsync(clock.GetUtcNow())));
            clock.Advance(TimeSpan.FromMinutes(random.Next(1, 40) * random.Next(1, 40) * random.Next(1, 40)));
        }

        foreach (var subject in subjects)
        {
            await subject.AgreeAsync(clock.GetUtcNow());
        }

        // A test that never writes, or in which a case never occurs, proves nothing.
        var seen = subjects.SelectMany(subject => subject.Seen).GroupBy(name => name).ToDictionary(
            group => group.Key, group => group.Count());
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Join(", ", seen.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.Empty(typeof(StatusCommand).GetNestedTypes().Select(type => type.Name).Except(seen.Keys));
        Assert.Empty(typeof(StatusEvent).GetNestedTypes().Select(type => type.Name).Except(seen.Keys));
        foreach (var table in Projected)
        {
            Assert.True(await database.ScalarAsync<long>($"select count(*) from {table}") >= 10, table);
        }

        Assert.Equal(2, await database.ScalarAsync<long>("select count(distinct data ? 'quiet') from outbox where type = 'status.level.revoked'"));
    }

    /// <summary>One organization, and the same organization in the pure core.</summary>
    private sealed class Subject(TestDatabase database, TestSilo silo, StatusLevelCatalog catalog, Random random)
    {
        private readonly OrganizationId id = new(NewId(random));
        private readonly RandomCommands commands = new(random);
        private StatusBook? book;
        private ExpectedTables? expected;
        private long version;

        public List<string> Seen { get; } = [];

        private StatusBook Book => book ??= StatusBook.Empty(id);

        private ExpectedTables Expected => expected ??= new ExpectedTables(id);

        public async Task CommandAsync(DateTimeOffset now)
        {
            var (command, call) = commands.Next(Book, now);
            var reply = await silo.Organization(id).Send(command, call);
            var decision = Book.Decide(
                command, new CommandContext(call.Actor, now, await SaltAsync(reply), call.IpAddress, call.UserAgent), catalog);

            Assert.Null(reply.Failure);
            Assert.Equal(Text(decision.Refusal), Text(reply.Refusal));
            Assert.Equal(decision.Events.Select(happened => happened.Entry).OfType<HistoryEntry>().Select(
                entry => (entry.Id, entry.Sequence, entry.Action)),
                reply.Entries.Select(entry => (entry.Id, entry.Sequence, entry.Action)));
            Seen.Add(command.GetType().Name);
            Seen.AddRange(decision.Events.Select(happened => happened.GetType().Name));
            book = decision.Book;
            Expected.Add(decision);
            version += decision.Events.IsEmpty ? 0 : 1;
            Assert.Equal(version, reply.Status.Version);
        }

        public async Task AgreeAsync(DateTimeOffset now)
        {
            foreach (var table in Projected)
            {
                var actual = await RowsAsync(table);
                Assert.Equal(version == 0 ? [] : InOrder(Expected.RowsOf(table, Book, version)), InOrder(actual));
            }

            if (version == 0)
            {
                return;
            }

            // The state that is stored, the state that is in memory, and what any reader of the tables finds at this very moment.
            var stored = JsonDocument.Parse(await database.DocumentAsync(id)).RootElement;
            Assert.Equal(JsonSerializer.Serialize(Book, DocumentFormat.Options), stored.GetProperty("book").GetRawText());
            Assert.Equal(version, stored.GetProperty("version").GetInt64());
            Assert.True(await database.ScalarAsync<bool>("select valid from verify_status_history($1)", id.Value));
            var status = await silo.Organization(id).GetStatus();
            Assert.Equal((version, Book.Epoch, Book.Sequence), (status.Version, status.Epoch, status.Sequence));
            Assert.Equal(status.CurrentLevel?.ToString() ?? "0", await database.ScalarAsync<string>(
                """
                select coalesce(max(level), '0') from organization_status_levels
                where organization_id = $1 and state <> 'suspended' and (counts_until is null or counts_until > $2)
                """,
                id.Value, now));
            var history = await silo.Organization(id).GetHistory(new HistoryQuery(0, 100));
            Assert.Equal(Book.Sequence, history.Total);
            Assert.Equal(Book.Sequence == 0 ? null : Book.HeadHash, history.Items.FirstOrDefault()?.Hash);
        }

        private static Guid NewId(Random random)
        {
            Span<byte> bytes = stackalloc byte[16];
            random.NextBytes(bytes);
            return new Guid(bytes);
        }

        // The grain drew it; nothing else of a decision is left to chance.
        private async Task<string> SaltAsync(CommandReply reply)
        {
            if (reply.Entries.IsEmpty)
            {
                return "";
            }

            return await database.ScalarAsync<string?>(
                "select max(personal ->> 'salt') from organization_status_history where organization_id = $1 and sequence >= $2",
                id.Value, reply.Entries.Min(entry => entry.Sequence)) ?? "";
        }

        private static string[] InOrder(IEnumerable<Dictionary<string, string?>> rows) =>
            [.. rows.Select(
                row =>
                    string.Join(
                        "; ", row.OrderBy(column => column.Key, StringComparer.Ordinal).Select(Column))).Order(StringComparer.Ordinal)];

        private static string Column(KeyValuePair<string, string?> column) =>
            $"{column.Key} = {Canonical(column.Key, column.Value) ?? "null"}";

        // PostgreSQL has its own order of members and its own form of instants, and numerics keep the digits that they came with.
        private static string? Canonical(string column, string? value)
        {
            if (value is not ['{', ..] || column is not ("metadata" or "personal" or "data" or "status"))
            {
                return value;
            }

            return string.Join(", ", Members("", JsonDocument.Parse(value).RootElement).Order(StringComparer.Ordinal));
        }

        private static IEnumerable<string> Members(string path, JsonElement json) => json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject().SelectMany(member => Members($"{path}.{member.Name}", member.Value)),
            JsonValueKind.Array => json.EnumerateArray().SelectMany((item, index) => Members($"{path}[{index}]", item)),
            JsonValueKind.String when json.TryGetDateTimeOffset(out var instant) => [$"{path}: {Instant.Format(instant)}"],
            JsonValueKind.Number => [$"{path}: {json.GetDecimal().ToString("0.####", CultureInfo.InvariantCulture)}"],
            _ => [$"{path}: {json}"],
        };

        private async Task<List<Dictionary<string, string?>>> RowsAsync(string table)
        {
            await using var command = database.DataSource.CreateCommand($"select * from {table} where organization_id = $1").With(id.Value);
            await using var reader = await command.ExecuteReaderAsync();
            List<Dictionary<string, string?>> rows = [];
            while (await reader.ReadAsync())
            {
                rows.Add(Enumerable.Range(0, reader.FieldCount)
                    .Where(column => !Bookkeeping.Contains(reader.GetName(column)))
                    .ToDictionary(reader.GetName, column => Value(reader, column), StringComparer.Ordinal));
            }

            return rows;
        }

        private static string? Value(NpgsqlDataReader reader, int column) => reader.GetValue(column) switch
        {
            DBNull => null,
            DateTime instant => Instant.Format(new DateTimeOffset(instant)),
            string[] list => string.Join(',', list),
            bool flag => flag ? "true" : "false",
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var value => value.ToString(),
        };
    }
}
