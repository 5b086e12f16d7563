using Microsoft.Extensions.Time.Testing;
using Npgsql;
using StatusLevels.Api.Security;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Security;

public sealed class BriefMemoryTests
{
    private readonly FakeTimeProvider time = new();
    private readonly BriefMemory<string, string> memory;
    private Func<string, Task<string?>> database;
    private int questions;

    public BriefMemoryTests()
    {
        database = key => Task.FromResult<string?>($"{key} {questions}");
        memory = new(time, capacity: 100, (key, _) =>
        {
            Interlocked.Increment(ref questions);
            return database(key);
        });
    }

    private ValueTask<string?> AskAsync(string key = "a") => memory.GetAsync(key, CancellationToken.None);

    private void TakeDatabaseAway() => database = _ => throw new NpgsqlException("away");

    [Fact]
    public async Task An_answer_is_used_again_for_ten_seconds()
    {
        Assert.Equal("a 1", await AskAsync());
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal("a 1", await AskAsync());
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("a 2", await AskAsync());
    }

    [Fact]
    public async Task While_the_database_is_away_it_is_used_for_a_minute()
    {
        await AskAsync();
        TakeDatabaseAway();

        time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Equal("a 1", await AskAsync());
        time.Advance(TimeSpan.FromSeconds(0.1));
        await Assert.ThrowsAsync<NpgsqlException>(async () => await AskAsync());
    }

    [Fact]
    public async Task A_bug_in_a_question_is_no_outage()
    {
        await AskAsync();
        database = _ => throw new PostgresException("column", "ERROR", "ERROR", PostgresErrorCodes.UndefinedColumn);

        time.Advance(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAsync<PostgresException>(async () => await AskAsync());
    }

    [Fact]
    public async Task What_is_forgotten_is_asked_for_again_also_when_it_was_on_its_way()
    {
        var late = new TaskCompletionSource<string?>();
        database = _ => late.Task;
        var before = AskAsync().AsTask();

        memory.ForgetWhere(answer => answer == "never");
        database = _ => Task.FromResult<string?>("new");

        Assert.Equal("new", await AskAsync());
        late.SetResult("old");
        Assert.Equal("old", await before);
        Assert.Equal("new", await AskAsync());
        memory.Forget("a");
        database = _ => Task.FromResult<string?>("newer");
        Assert.Equal("newer", await AskAsync());
        memory.ForgetWhere(answer => answer == "newer");
        database = _ => Task.FromResult<string?>("newest");
        Assert.Equal("newest", await AskAsync());
    }

    [Fact]
    public async Task Many_who_ask_for_one_thing_at_once_are_one_question()
    {
        var answer = new TaskCompletionSource<string?>();
        database = _ => answer.Task;
        var all = Enumerable.Range(0, 50).Select(_ => AskAsync().AsTask()).ToArray();

        answer.SetResult("a");

        Assert.All(await Task.WhenAll(all), given => Assert.Equal("a", given));
        Assert.Equal(1, questions);
    }

    [Fact]
    public async Task While_one_waits_for_a_database_that_did_not_answer_the_others_need_not()
    {
        await AskAsync();
        TakeDatabaseAway();
        time.Advance(TimeSpan.FromSeconds(20));
        await AskAsync();
        var hung = new TaskCompletionSource<string?>();
        database = _ => hung.Task;
        var waiting = AskAsync().AsTask();

        Assert.Equal("a 1", await AskAsync().AsTask().WaitAsync(Patience.OfSeconds(30)));

        Assert.False(waiting.IsCompleted);
        hung.SetResult("back");
        Assert.Equal("back", await waiting);
        Assert.Equal("back", await AskAsync());
    }

    [Fact]
    public async Task That_there_is_nothing_is_remembered_for_a_second_and_no_longer_than_until_something_is_forgotten()
    {
        database = _ => Task.FromResult<string?>(null);
        Assert.Null(await AskAsync());
        Assert.Equal(0, memory.Count);
        Assert.False(memory.Remembers("a"));
        database = _ => Task.FromResult<string?>("there");
        Assert.Null(await AskAsync());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("there", await AskAsync());
        Assert.True(memory.Remembers("a"));

        database = _ => Task.FromResult<string?>(null);
        Assert.Null(await AskAsync("c"));
        memory.Forget("whatever");
        database = _ => Task.FromResult<string?>("there");
        Assert.Equal("there", await AskAsync("c"));

        TakeDatabaseAway();
        await Assert.ThrowsAsync<NpgsqlException>(async () => await AskAsync("b"));
        Assert.Equal(2, memory.Count);
    }

    [Fact]
    public async Task It_stays_small_and_keeps_the_newest()
    {
        for (var number = 0; number < 1_000; number++)
        {
            await AskAsync($"{number}");
            time.Advance(TimeSpan.FromTicks(1));
        }

        Assert.InRange(memory.Count, 75, 100);
        var before = questions;
        await AskAsync("999");
        Assert.Equal(before, questions);
    }
}
