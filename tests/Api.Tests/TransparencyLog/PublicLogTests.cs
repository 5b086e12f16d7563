using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.TransparencyLog;
using StatusLevels.Silo;
using StatusLevels.Testing;
using StatusLevels.Transparency;

namespace StatusLevels.Api.Tests.TransparencyLog;

/// <summary>Every entry of every history is in a public log that anybody can verify.</summary>
public sealed class PublicLogTests
{
    [Fact]
    public async Task An_entry_is_in_the_log_and_anybody_can_prove_it()
    {
        await using var api = await LogApi.StartAsync();
        using var admin = await api.SignedInAsync();
        using var anyone = api.Client();
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();

        var proof = await LogApi.ProofAsync(admin, organization, 1);
        var entry = await LogApi.NewestEntryAsync(admin, organization);
        var data = LogLeaf.Data(Convert.FromHexString(entry.Text("hash")), proof.Extra!.Value.Span);

        Assert.True(proof.Proves(data, LogApi.PublicKey));
        Assert.Equal(proof.Index, entry.GetProperty("log").GetProperty("index").GetInt64());
        Assert.True(entry.GetProperty("log").TryGetProperty("logged_at", out _));
        Assert.Equal($"{LogApi.PublicKey}\n", await anyone.GetStringAsync("/log/keys"));
        Assert.True((await LogApi.CheckpointAsync(anyone))!.Value.Note.IsSignedBy(LogApi.PublicKey));
    }

    [Fact]
    public async Task Tiles_and_entries_are_read_by_anybody_and_kept_for_ever()
    {
        await using var api = await LogApi.StartAsync();
        using var admin = await api.SignedInAsync();
        using var anyone = api.Client();
        for (var count = 0; count < 3; count++)
        {
            await (await admin.GrantAsync(Guid.NewGuid(), "A")).ShouldBeOkAsync();
        }

        var checkpoint = await LogApi.SizedAsync(anyone, 3);
        using var tile = await anyone.GetAsync("/log/tile/0/000.p/3");
        using var entries = await anyone.GetAsync("/log/tile/entries/000.p/3");
        var hashes = await tile.Content.ReadAsByteArrayAsync();
        var leaves = EntryBundle.Read(await entries.Content.ReadAsByteArrayAsync())!;

        Assert.Equal(3, checkpoint.Size);
        Assert.Equal(hashes, leaves.SelectMany(static leaf => TreeHash.OfLeaf(leaf).ToArray()));
        Assert.Equal(checkpoint.Root, await new TileReader(3, (_, _) => new(hashes)).RootAsync(3));
        Assert.Equal("application/octet-stream", tile.Content.Headers.ContentType!.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", tile.Headers.CacheControl!.ToString());
        Assert.Equal(["*"], tile.Headers.GetValues("Access-Control-Allow-Origin"));
        using var first = await anyone.GetAsync("/log/tile/0/000.p/1");
        Assert.Equal(hashes[..32], await first.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/log/tile/0/000")]
    [InlineData("/log/tile/0/000.p/2")]
    [InlineData("/log/tile/0/001.p/1")]
    [InlineData("/log/tile/0/0.p/1")]
    [InlineData("/log/tile/1/000.p/1")]
    [InlineData("/log/tile/8/000.p/1")]
    [InlineData("/log/tile/x/000.p/1")]
    [InlineData("/log/tile/entries/000")]
    [InlineData("/log/tile/entries/x")]
    [InlineData("/log/tile/entries/x036/x028/x797/x018/x963/967.p/1")]
    [InlineData("/log/tile/entries/x072/x057/x594/x037/x927/936.p/1")]
    [InlineData("/log2/checkpoint")]
    [InlineData("/log2/tile/0/000.p/1")]
    public async Task What_the_tree_does_not_have_is_not_found(string path)
    {
        await using var api = await LogApi.StartAsync();
        using var admin = await api.SignedInAsync();
        await (await admin.GrantAsync(Guid.NewGuid(), "A")).ShouldBeOkAsync();
        await LogApi.SizedAsync(admin, 1);

        using var answer = await admin.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Without_an_address_of_its_own_there_is_no_log_and_nothing_waits_for_one()
    {
        await using var api = await TestApi.StartAsync();
        using var admin = await api.SignedInAsync();
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();

        foreach (
            var path in new[] { "/log/checkpoint", "/log/keys", "/log/tile/0/000.p/1",
                $"/api/organizations/{organization}/status-history/1/proof" })
        {
            using var answer = await admin.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Equal(
            System.Text.Json.JsonValueKind.Null, (await LogApi.NewestEntryAsync(admin, organization)).GetProperty("log").ValueKind);
        Assert.Contains("log_queue: 0", await EveryTable.CountsAsync(api.Database.DataSource));
    }

    [Fact]
    public async Task A_log_that_begins_late_has_every_entry_that_there_was()
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        await using var api = await TestApi.StartAsync(database: database);
        using var admin = await api.SignedInAsync();
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();

        await using var identified = LogRig.Of(api, LogApi.Key);
        await identified.Appender.StartAsync(TestContext.Current.CancellationToken);
        await (await admin.GrantAsync(organization, "B")).ShouldBeOkAsync();
        await Eventually.HoldsAsync(async () => (await identified.Store.NewestAsync(1, CancellationToken.None)) is { } note
            && Checkpoint.Parse(note.Text)!.Size == 2);
    }

    [Fact]
    public async Task A_process_with_another_key_does_not_sign()
    {
        await using var api = await LogApi.StartAsync();
        await using var other = LogRig.Of(api, new Ed25519Key([.. Enumerable.Repeat((byte)9, Ed25519Key.SeedBytes)]));

        var refused = await Assert.ThrowsAsync<StartupException>(
            () => other.Appender.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("LOG_SIGNING_KEY", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_that_append_at_once_make_one_tree()
    {
        await using var api = await TestApi.StartAsync();
        using var admin = await api.SignedInAsync();
        await using var first = LogRig.Of(api, LogApi.Key);
        await using var second = LogRig.Of(api, LogApi.Key);
        await first.OpenAsync();
        await second.OpenAsync();
        var changes = Task.WhenAll(
            Enumerable.Range(0, 40).Select(async _ => await (await admin.GrantAsync(Guid.NewGuid(), "A")).ShouldBeOkAsync()));
        await Task.WhenAll([changes, AppendAsync(first), AppendAsync(second), AppendAsync(first), AppendAsync(second)]);
        while (await first.Appender.AppendAsync(TestContext.Current.CancellationToken) > 0)
        {
            // What came while others appended.
        }

        var newest = Checkpoint.Parse((await first.Store.NewestAsync(1, CancellationToken.None))!.Text)!;
        Assert.Equal(40, newest.Size);
        Assert.Empty(await LogRig.FaultsAsync(api));

        async Task AppendAsync(LogRig rig)
        {
            while (!changes.IsCompleted)
            {
                await rig.Appender.AppendAsync(TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task A_log_that_is_closed_while_changes_run_is_followed_by_one_that_misses_none()
    {
        await using var api = await LogApi.StartAsync();
        using var admin = await api.SignedInAsync();
        var store = api.Services.GetRequiredService<LogStore>();
        for (short number = 1; number <= 4; number++)
        {
            var changes = Enumerable.Range(0, 15).Select(async _ => await (await admin.GrantAsync(Guid.NewGuid(), "A")).ShouldBeOkAsync());
            var closing = number == 4
                ? Task.CompletedTask
                : LogStore.CloseAsync(api.Database.DataSource, TestContext.Current.CancellationToken);
            await Task.WhenAll([.. changes, closing]);
            if (number < 4)
            {
                await Eventually.HoldsAsync(async () => await store.FindLogAsync((short)(number + 1), CancellationToken.None) is not null);
            }
        }

        await Eventually.HoldsAsync(async () => (await store.FindLogAsync(4, CancellationToken.None))!.Size == 60);
        Assert.Empty((await new LogVerification(null, api.Database.DataSource, null, null)
            .RunAsync(TestContext.Current.CancellationToken)).Faults);
    }

    [Fact]
    public async Task What_was_forgotten_is_gone_and_every_other_proof_stays_as_it_was()
    {
        await using var api = await LogApi.StartAsync();
        using var admin = await api.SignedInAsync();
        var (kept, forgotten) = (Guid.NewGuid(), Guid.NewGuid());
        await (await admin.GrantAsync(kept, "A")).ShouldBeOkAsync();
        await (await admin.GrantAsync(forgotten, "A")).ShouldBeOkAsync();
        await LogApi.ProofAsync(admin, forgotten, 1);
        var before = await LogApi.ProofAsync(admin, kept, 1);

        await (await admin.DeleteAsync($"/api/admin/organizations/{forgotten}")).ShouldBeOkAsync();

        Assert.Equal(before.ToString(), (await LogApi.ProofAsync(admin, kept, 1)).ToString());
        using var gone = await admin.GetAsync($"/api/organizations/{forgotten}/status-history/1/proof");
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        Assert.Empty(await LogRig.FaultsAsync(api));
        Assert.DoesNotContain(
            await EveryTable.RowsWithAsync(api.Database.DataSource, [forgotten.ToString()]),
            static row => row.StartsWith("log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_that_does_not_exist_has_no_proof()
    {
        await using var api = await LogApi.StartAsync();
        using var admin = await api.SignedInAsync();
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
        foreach (var sequence in new[] { "2", "0", "-1", "x", "99999999999999999999" })
        {
            using var answer = await admin.GetAsync($"/api/organizations/{organization}/status-history/{sequence}/proof");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var held = await admin.GetAsync($"/api/organizations/{Guid.NewGuid()}/status-history/1/proof");
        Assert.Equal(HttpStatusCode.NotFound, held.StatusCode);
    }
}
