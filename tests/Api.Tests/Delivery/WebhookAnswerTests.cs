using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using StatusLevels.Api.Delivery;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>One try: what is made of whatever a receiver does.</summary>
public sealed class WebhookAnswerTests : IDisposable
{
    private readonly SenderRig rig = new();

    public void Dispose() => rig.Dispose();

    private async Task<Attempt> AnsweredAsync(Func<HttpContext, Task> answer)
    {
        await using var receiver = await TestReceiver.StartAsync(answer);
        return await rig.SendAsync(SenderRig.Target(receiver.Url));
    }

    private static Func<HttpContext, Task> Status(int status, params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync("what the receiver says");
    };

    [Theory]
    [InlineData(200, nameof(AttemptOutcome.Delivered), null)]
    [InlineData(202, nameof(AttemptOutcome.Delivered), null)]
    [InlineData(299, nameof(AttemptOutcome.Delivered), null)]
    [InlineData(400, nameof(AttemptOutcome.Failed), "status")]
    [InlineData(404, nameof(AttemptOutcome.Failed), "status")]
    [InlineData(410, nameof(AttemptOutcome.Gone), "status")]
    [InlineData(500, nameof(AttemptOutcome.Failed), "status")]
    public async Task The_status_decides(int status, string outcome, string? error)
    {
        var attempt = await AnsweredAsync(Status(status));

        Assert.Equal(
            (outcome, status, error, "what the receiver says"),
            (attempt.Outcome.ToString(), attempt.StatusCode, attempt.Error, attempt.Body));
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_not_followed()
    {
        await using var elsewhere = await TestReceiver.StartAsync();
        var attempt = await AnsweredAsync(Status(307, ("Location", elsewhere.Url.ToString())));

        Assert.Equal((AttemptOutcome.Failed, 307, "redirect"), (attempt.Outcome, attempt.StatusCode, attempt.Error));
        Assert.Empty(elsewhere.Calls);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Retry_After_counts_as_seconds_and_as_a_date(int status)
    {
        var now = TimeProvider.System.GetUtcNow();
        var seconds = await AnsweredAsync(Status(status, ("Retry-After", "120")));
        Assert.InRange(seconds.RetryAfter!.Value, now.AddSeconds(120), TimeProvider.System.GetUtcNow().AddSeconds(120));

        var date = await AnsweredAsync(Status(status, ("Retry-After", "Wed, 21 Oct 2099 07:28:00 GMT")));
        Assert.Equal(new DateTimeOffset(2099, 10, 21, 7, 28, 0, TimeSpan.Zero), date.RetryAfter);
    }

    [Theory]
    [InlineData(500, "120")]
    [InlineData(200, "120")]
    [InlineData(429, "soon")]
    [InlineData(429, "-5")]
    [InlineData(429, "99999999999999999999")]
    public async Task Anything_else_is_no_wish_to_be_called_later(int status, string retryAfter) =>
        Assert.Null((await AnsweredAsync(Status(status, ("Retry-After", retryAfter)))).RetryAfter);

    [Fact]
    public async Task Cookies_are_not_kept_and_nothing_tells_of_our_traces()
    {
        using var activity = new Activity("a test").Start();
        await using var receiver = await TestReceiver.StartAsync(Status(200, ("Set-Cookie", "a=b")));
        var target = SenderRig.Target(receiver.Url);
        await rig.SendAsync(target);
        await rig.SendAsync(target);

        Assert.All(receiver.Calls, call => Assert.Equal(
            ["Content-Length", "Content-Type", "Host", "User-Agent", "webhook-id", "webhook-signature", "webhook-timestamp"],
            call.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_given_up_in_time()
    {
        var release = new TaskCompletionSource();
        await using var receiver = await TestReceiver.StartAsync(_ => release.Task);
        var attempt = await rig.SendAsync(SenderRig.Target(receiver.Url), patience: TimeSpan.FromSeconds(1));
        release.SetResult();

        Assert.Equal((AttemptOutcome.Failed, null, "timeout"), (attempt.Outcome, attempt.StatusCode, attempt.Error));
        Assert.InRange(attempt.Milliseconds, 900, 10_000);
    }

    [Fact]
    public async Task A_receiver_that_answers_byte_by_byte_is_given_up_in_time()
    {
        using var receiver = new RawReceiver(async (stream, end) =>
        {
            foreach (var letter in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            {
                await stream.WriteAsync(new[] { (byte)letter }, end);
                await Task.Delay(TimeSpan.FromMilliseconds(200), end);
            }
        });

        var attempt = await rig.SendAsync(SenderRig.Target(receiver.Url), patience: TimeSpan.FromSeconds(1));

        Assert.Equal((AttemptOutcome.Failed, "timeout"), (attempt.Outcome, attempt.Error));
    }

    [Fact]
    public async Task It_has_succeeded_once_the_headers_are_complete_whatever_comes_of_the_body()
    {
        using var slow = new RawReceiver(async (stream, end) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"u8.ToArray(), end);
            await Task.Delay(Timeout.Infinite, end);
        });
        using var cut = new RawReceiver((stream, end) =>
            stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"u8.ToArray(), end).AsTask());

        foreach (var receiver in new[] { slow, cut })
        {
            var attempt = await rig.SendAsync(SenderRig.Target(receiver.Url));
            Assert.Equal((AttemptOutcome.Delivered, 200, "half"), (attempt.Outcome, attempt.StatusCode, attempt.Body));
            Assert.InRange(attempt.Milliseconds, 0, 10_000);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 O", "connection_closed")]
    [InlineData("", "connection_closed")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", "no_http")]
    public async Task A_receiver_that_closes_in_between_or_speaks_something_else_has_failed(string answer, string error)
    {
        using var receiver = new RawReceiver((stream, end) => stream.WriteAsync(Encoding.ASCII.GetBytes(answer), end).AsTask());

        var attempt = await rig.SendAsync(SenderRig.Target(receiver.Url));

        Assert.Equal((AttemptOutcome.Failed, error), (attempt.Outcome, attempt.Error));
    }

    [Fact]
    public async Task Of_an_answer_without_end_a_beginning_is_read_and_of_that_a_KiB_kept()
    {
        // It ends when it is hung up on. Whoever read to the end would find that it takes too long.
        var attempt = await AnsweredAsync(async context =>
        {
            var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("я", 32 * 1024)));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        });

        Assert.Equal(AttemptOutcome.Delivered, attempt.Outcome);
        Assert.Equal(new string('я', 512), attempt.Body);
    }

    [Fact]
    public async Task What_the_database_cannot_hold_is_left_out_of_the_body()
    {
        var attempt = await AnsweredAsync(
            context => context.Response.Body.WriteAsync(new byte[] { 0x61, 0, 0x1b, 0xff, 0x62, 0x0a, 0x63 }).AsTask());

        Assert.Equal("a\uFFFDb\nc", attempt.Body);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_a_failure()
    {
        var receiver = await TestReceiver.StartAsync();
        var url = receiver.Url;
        await receiver.DisposeAsync();

        Assert.Equal("not_connected", (await rig.SendAsync(SenderRig.Target(url))).Error);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_a_failure()
    {
        await using var receiver = await TestReceiver.StartAsync();

        // It speaks no TLS at all, too.
        var plain = await rig.SendAsync(SenderRig.Target(new UriBuilder(receiver.Url) { Scheme = "https" }.Uri));
        Assert.Equal("tls_failed", plain.Error);

        await using var secure = await TestReceiver.StartAsync(certificate: TestCertificates.SelfSigned("127.0.0.1"));
        var wrong = await rig.SendAsync(SenderRig.Target(secure.Url));
        Assert.Equal((AttemptOutcome.Failed, "tls_failed"), (wrong.Outcome, wrong.Error));
        Assert.Empty(secure.Calls);
    }

    [Fact]
    public async Task A_node_that_stops_does_not_take_it_for_a_failure()
    {
        using var stopping = new CancellationTokenSource();
        await using var receiver = await TestReceiver.StartAsync(async context =>
        {
            await stopping.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => rig.SendAsync(SenderRig.Target(receiver.Url), cancellationToken: stopping.Token));
    }
}
