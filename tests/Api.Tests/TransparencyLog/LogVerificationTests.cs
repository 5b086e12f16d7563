using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.TransparencyLog;
using StatusLevels.Silo;
using StatusLevels.Transparency;

namespace StatusLevels.Api.Tests.TransparencyLog;

/// <summary>Whoever rewrites a history in the database, or puts it back to an earlier state, is found.</summary>
public sealed class LogVerificationTests : IAsyncLifetime
{
    private readonly Guid organization = Guid.NewGuid();
    private TestApi api = null!;
    private HttpClient admin = null!;

    private NpgsqlDataSource Database => api.Database.DataSource;

    public async ValueTask InitializeAsync()
    {
        api = await LogApi.StartAsync();
        admin = await api.SignedInAsync();
        foreach (var level in new[] { "A", "B" })
        {
            await (await admin.GrantAsync(organization, level)).ShouldBeOkAsync();
        }

        await LogApi.SizedAsync(admin, 2);
    }

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        await api.DisposeAsync();
    }

    [Fact]
    public async Task A_log_that_nobody_touched_is_right_from_outside_and_inside()
    {
        var former = (await LogApi.CheckpointAsync(admin))!.Value.Note;
        await (await admin.GrantAsync(Guid.NewGuid(), "A")).ShouldBeOkAsync();
        await LogApi.SizedAsync(admin, 3);
        using var remote = new RemoteLog(new Uri(api.Address, "/log/"));

        var outside = await new LogVerification(remote, null, LogApi.PublicKey, former).RunAsync(TestContext.Current.CancellationToken);
        var both = await new LogVerification(remote, Database, null, former).RunAsync(TestContext.Current.CancellationToken);

        Assert.Empty(outside.Faults);
        Assert.Empty(both.Faults);
        Assert.Equal(3, outside.Newest.Size);
        Assert.Equal(LogApi.PublicKey.ToString(), both.Key.ToString());
        Assert.Empty(await api.Services.GetRequiredService<LogSelfCheck>().CheckAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("update statuslevels.organization_status_history set reason = 'another' where sequence = 2", "entry 2 of organization")]
    [InlineData("""
        with again as (
            select h.organization_id, h.epoch, h.sequence, replace(h.canonical, '"level":"A"', '"level":"C"') as canonical
            from statuslevels.organization_status_history as h where h.sequence = 1)
        update statuslevels.organization_status_history as h
        set canonical = a.canonical, level = 'C',
            hash = encode(sha256(decode(h.previous_hash, 'hex') || convert_to(a.canonical, 'UTF8')), 'hex')
        from again as a
        where (h.organization_id, h.epoch, h.sequence) = (a.organization_id, a.epoch, a.sequence)
        """, "entry 1 of organization")]
    [InlineData("delete from statuslevels.organization_status_history where sequence = 2", "is missing from the history")]
    [InlineData("delete from statuslevels.log_entries where sequence = 2", "is in no leaf of the log")]
    [InlineData("""
        with gone as (delete from statuslevels.log_entries where sequence = 2)
        delete from statuslevels.organization_status_history where sequence = 2
        """, "belong to no entry")]
    [InlineData("update statuslevels.organization_status_history set hash = 'zz' where sequence = 2", "entry 2 of organization")]
    [InlineData("delete from statuslevels.log_leaves where index = 1", "leaves of the log are missing")]
    [InlineData("update statuslevels.log_leaves set data = sha256('') where index = 0", "leaf 0 is not the one that the tree holds")]
    public async Task Whoever_rewrites_is_found_and_named(string sql, string sentence)
    {
        Assert.NotEqual(0, await api.Database.TamperAsync(sql));

        var faults = await LogRig.FaultsAsync(api);
        var checkedBySelf = await api.Services.GetRequiredService<LogSelfCheck>().CheckAsync(TestContext.Current.CancellationToken);

        Assert.Contains(faults, fault => fault.ToString().Contains(sentence, StringComparison.Ordinal));
        Assert.Contains(checkedBySelf, fault => fault.ToString().Contains(sentence, StringComparison.Ordinal));
        Assert.Contains(api.Log.Lines, line => line.Text.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tree_that_was_made_anew_is_not_the_one_that_somebody_saw()
    {
        var former = (await LogApi.CheckpointAsync(admin))!.Value.Note;
        var (leaf, other) = (TreeHash.OfLeaf(new byte[32]), TreeHash.OfLeaf("other"u8));
        var root = TreeHash.OfNode(leaf, other);
        var note = SignedNote.Sign(new Checkpoint(LogApi.Origin, 2, root).ToString(), LogApi.Origin, LogApi.Key);
        var check = new LogCheck([("seen", Checkpoint.Parse(former.Text)!), ("served", Checkpoint.Parse(note.Text)!)]);
        await check.AddAsync([leaf, other]);

        Assert.Equal([new LogFault.RootDiffers("seen", 2)], await check.EndAsync());
    }

    [Fact]
    public async Task A_log_that_got_shorter_says_so()
    {
        var check = new LogCheck([("seen", new Checkpoint(LogApi.Origin, 5, TreeHash.Empty))]);
        await check.AddAsync([TreeHash.Empty]);
        Assert.Equal([new LogFault.Shrunk("seen", 5, 1)], await check.EndAsync());
    }

    [Fact]
    public async Task A_checkpoint_by_another_key_is_not_read_as_ours()
    {
        var other = new NoteKey(LogApi.Origin, NoteSignatureType.Text, new Ed25519Key(new byte[32]).PublicKey);
        using var remote = new RemoteLog(new Uri(api.Address, "/log/"));
        await Assert.ThrowsAsync<StartupException>(
            () => new LogVerification(remote, null, other, null).RunAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_database_that_was_put_back_is_never_signed_and_is_held_until_another_log_begins()
    {
        // Another process saw more than the database has now.
        await using var rig = LogRig.Of(api, LogApi.Key);
        await rig.OpenAsync();
        var seen = SignedNote.Sign(new Checkpoint(LogApi.Origin, 50, TreeHash.Empty).ToString(), LogApi.Origin, LogApi.Key);
        rig.Seen.Keep(seen);
        await api.Services.GetRequiredService<LogAppender>().StopAsync(TestContext.Current.CancellationToken);
        await (await admin.GrantAsync(Guid.NewGuid(), "A")).ShouldBeOkAsync();

        Assert.Equal(0, await rig.Appender.AppendAsync(TestContext.Current.CancellationToken));
        Assert.Contains(
            "public log", await DeliveryHold.ReasonAsync(Database, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(2, (await LogApi.CheckpointAsync(admin))!.Value.Checkpoint.Size);

        await LogStore.CloseAsync(Database, TestContext.Current.CancellationToken);
        await DeliveryHold.ResumeAsync(Database, discardPending: false, TestContext.Current.CancellationToken);
        await rig.OpenAsync();
        Assert.Equal(3, await rig.Appender.AppendAsync(TestContext.Current.CancellationToken));
        var newest = Checkpoint.Parse((await rig.Store.NewestAsync(2, TestContext.Current.CancellationToken))!.Text)!;
        Assert.Equal((LogApi.Origin + "2", 3L), (newest.Origin, newest.Size));
        Assert.Equal(2, (await LogApi.CheckpointAsync(admin))!.Value.Checkpoint.Size);
    }
}
