using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>Who has the next turn, and who waits at all.</summary>
public sealed class PasswordDeskTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly PasswordDesk desk;

    public PasswordDeskTests() => desk = new(places: 1, time);

    public void Dispose() => desk.Dispose();

    private static DeskGuest Stranger(string network, string account = "a", bool isPaced = false) =>
        new(network, account, IsKnown: false, isPaced);

    private static DeskGuest Known(string account) => new(account, account, IsKnown: true, IsPaced: false);

    private Task<IDisposable?> EnterAsync(DeskGuest guest) => desk.EnterAsync(guest, TestContext.Current.CancellationToken).AsTask();

    /// <summary>The names of all who wait, in the order of their turns.</summary>
    private static async Task<string> OrderAsync(Task<IDisposable?> holder, List<(string Name, Task<IDisposable?> Turn)> waiting)
    {
        var order = new List<string>();
        (await holder)!.Dispose();
        while (waiting.Count > 0)
        {
            await Task.WhenAny(waiting.Select(waiter => waiter.Turn));
            var next = Assert.Single(waiting, waiter => waiter.Turn.IsCompleted);
            order.Add(next.Name);
            waiting.Remove(next);
            (await next.Turn)?.Dispose();
        }

        return string.Join(' ', order);
    }

    [Fact]
    public async Task Networks_take_turns_however_many_wait_of_each()
    {
        var holder = EnterAsync(Stranger("crowd"));
        List<(string, Task<IDisposable?>)> waiting = [];
        for (var turn = 1; turn <= 3; turn++)
        {
            waiting.Add(($"crowd{turn}", EnterAsync(Stranger("crowd"))));
        }

        waiting.Add(("one", EnterAsync(Stranger("one"))));
        waiting.Add(("two", EnterAsync(Stranger("two"))));

        Assert.Equal("one two crowd1 crowd2 crowd3", await OrderAsync(holder, waiting));
    }

    [Fact]
    public async Task Known_devices_go_first_but_do_not_close_the_desk()
    {
        var holder = EnterAsync(Stranger("x"));
        List<(string, Task<IDisposable?>)> waiting = [("stranger", EnterAsync(Stranger("y")))];
        for (var owner = 1; owner <= 5; owner++)
        {
            waiting.Add(($"known{owner}", EnterAsync(Known($"{owner}"))));
        }

        Assert.Equal("known1 known2 known3 known4 stranger known5", await OrderAsync(holder, waiting));
    }

    [Fact]
    public async Task A_line_and_the_room_are_bounded()
    {
        var holder = EnterAsync(Stranger("first"));
        for (var guest = 0; guest < PasswordDesk.MostInLine; guest++)
        {
            Assert.False(EnterAsync(Stranger("greedy")).IsCompleted);
        }

        Assert.Null(await EnterAsync(Stranger("greedy")));
        var left = PasswordDesk.MostWaiting - PasswordDesk.MostInLine;
        var others = Enumerable.Range(0, left).Select(network => EnterAsync(Stranger($"{network}"))).ToArray();
        Assert.All(others, other => Assert.False(other.IsCompleted));

        var late = EnterAsync(Stranger("late"));

        // It found a place, and somebody of the greedy line has none any more.
        Assert.False(late.IsCompleted);
        Assert.False(EnterAsync(Known("owner")).IsCompleted);
        time.Advance(PasswordDesk.LongestWait);
        Assert.Null(await late);
        (await holder)!.Dispose();
        (await EnterAsync(Stranger("late")))!.Dispose();
    }

    [Fact]
    public async Task When_all_networks_wait_for_one_turn_each_the_next_one_is_told_so()
    {
        var holder = EnterAsync(Stranger("first"));
        for (var network = 0; network < PasswordDesk.MostWaiting; network++)
        {
            Assert.False(EnterAsync(Stranger($"{network}")).IsCompleted);
        }

        Assert.Null(await EnterAsync(Stranger("late")));
        Assert.NotNull(await holder);
    }

    [Fact]
    public async Task An_account_that_is_tried_from_everywhere_has_a_turn_a_second_for_strangers_and_others_do_not_wait_for_it()
    {
        (await EnterAsync(Stranger("one", isPaced: true)))!.Dispose();

        var second = EnterAsync(Stranger("two", isPaced: true));
        (await EnterAsync(Stranger("three", "b")))!.Dispose();
        (await EnterAsync(Known("a")))!.Dispose();
        Assert.False(second.IsCompleted);

        time.Advance(PasswordDesk.Pace);
        (await second)!.Dispose();
    }

    [Fact]
    public async Task Whoever_leaves_is_waited_for_no_more()
    {
        var holder = EnterAsync(Stranger("first"));
        using var leaving = new CancellationTokenSource();
        var left = desk.EnterAsync(Stranger("second"), leaving.Token).AsTask();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        (await holder)!.Dispose();
        (await EnterAsync(Stranger("third")))!.Dispose();
    }
}
