using System.Net;
using System.Net.Sockets;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Delivery.Webhooks;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>Which addresses are called: public ones, and in whatever way a private one is spelled it is none of them.</summary>
public sealed class ReceiverRulesTests
{
    private static readonly ReceiverRules Elsewhere = new(SenderRig.Settings(isDevelopment: false));
    private static readonly ReceiverRules Development = new(SenderRig.Settings(isDevelopment: true));

    /// <summary>Spellings of addresses that are not public; the second word says that it is this machine.</summary>
    public static TheoryData<string, bool> Private => new()
    {
        { "127.0.0.1", true }, { "127.1", true }, { "2130706433", true }, { "0x7f000001", true }, { "0177.0.0.1", true },
        { "localhost", true }, { "[::1]", true }, { "[::ffff:127.0.0.1]", true }, { "[::ffff:7f00:1]", true },
        { "①②⑦.0.0.1", false }, { "127。0。0。1", false },
        { "10.1.2.3", false }, { "172.16.0.1", false }, { "172.31.255.255", false }, { "192.168.1.1", false },
        { "169.254.169.254", false }, { "[fe80::1]", false }, { "[fe80::1%251]", false }, { "[fc00::1]", false },
        { "[fd00:ec2::254]", false },
        { "100.64.0.1", false }, { "100.100.100.200", false }, { "192.0.0.1", false }, { "192.0.0.192", false }, { "192.0.2.1", false },
        { "198.18.0.1", false }, { "198.51.100.1", false }, { "203.0.113.1", false }, { "224.0.0.1", false }, { "239.255.255.250", false },
        { "240.0.0.1", false }, { "255.255.255.255", false }, { "[ff02::1]", false }, { "[64:ff9b::7f00:1]", false },
        { "[64:ff9b::a9fe:a9fe]", false }, { "[64:ff9b:1::a9fe:a9fe]", false }, { "[2002:7f00:1::]", false },
        { "[2002:a9fe:a9fe::]", false },
        { "[2001:0:7f00:1::]", false }, { "[2001:db8::1]", false }, { "[2001:10::1]", false }, { "[2001:20::1]", false },
        { "[2001:4:112::1]", false }, { "[100::1]", false }, { "[5f00::1]", false }, { "[3fff::1]", false }, { "[fec0::1]", false },
        { "192.88.99.1", false }, { "168.63.129.16", false }, { "[2620:4f:8000::1]", false }, { "192.175.48.1", false },
        { "192.31.196.1", false }, { "192.52.193.1", false }, { "0.0.0.0", false }, { "0", false }, { "[::]", false },
        { "[::127.0.0.1]", false }, { "[::ffff:0:127.0.0.1]", false }, { "[::fffe:7f00:1]", false },
    };

    [Fact]
    public void The_table_holds_all_that_was_tried() => Assert.Equal(59, Private.Count);

    [Theory]
    [MemberData(nameof(Private))]
    public async Task A_private_address_is_refused_however_it_is_spelled(string host, bool isLoopback)
    {
        var url = $"https://{host}:8443/hook";

        Assert.NotNull(
            await new ReceiverCheck(new SystemHostAddresses(), Elsewhere)
                .ObjectionAsync(url, isOfPlatform: true, TestContext.Current.CancellationToken));
        Assert.Equal(
            isLoopback,
            await new ReceiverCheck(new SystemHostAddresses(), Development)
                .ObjectionAsync(url, isOfPlatform: false, TestContext.Current.CancellationToken) is null);
        using var rig = new SenderRig(isDevelopment: false);
        var attempt = await rig.SendAsync(SenderRig.Target(new Uri(url), isOfPlatform: true));
        Assert.Equal(AttemptOutcome.Failed, attempt.Outcome);
        // What only looks like digits is a name that nobody has, or on some machines the address that it looks like.
        Assert.Contains(attempt.Error, host.All(char.IsAscii) ? [SendFaults.Refused] : new[] { SendFaults.Refused, SendFaults.NotFound });
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("[2606:4700:4700::1111]")]
    public async Task A_public_address_is_allowed(string host)
    {
        foreach (var port in new[] { "", ":443", ":1024", ":65535" })
        {
            Assert.Null(await new ReceiverCheck(new SystemHostAddresses(), Elsewhere)
                .ObjectionAsync($"https://{host}{port}/hook?key=1", isOfPlatform: false, TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hooks.example.org")]
    [InlineData("/hook")]
    [InlineData("ftp://8.8.8.8/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://8.8.8.8/")]
    [InlineData("https:///hook")]
    [InlineData("https://8.8.8.8/a b")]
    [InlineData("https://8.8.8.8/\u0001")]
    [InlineData("https://8.8.8.8\\@10.0.0.1/")]
    [InlineData("https://a..b/")]
    [InlineData("https://%00/")]
    [InlineData("https://[::1")]
    [InlineData("https://мир.example.org/")]
    [InlineData("https://user@8.8.8.8/")]
    [InlineData("https://user:password@8.8.8.8/")]
    [InlineData("https://8.8.8.8/#there")]
    [InlineData("http://8.8.8.8/")]
    [InlineData("https://8.8.8.8:80/")]
    [InlineData("https://8.8.8.8:22/")]
    [InlineData("https://8.8.8.8:1023/")]
    [InlineData("https://8.8.8.8:65536/")]
    [InlineData("https://8.8.8.8:-1/")]
    public async Task What_is_no_address_to_call_is_refused(string url) => Assert.NotNull(
        await new ReceiverCheck(new SystemHostAddresses(), Elsewhere)
                .ObjectionAsync(url, isOfPlatform: true, TestContext.Current.CancellationToken));

    [Fact]
    public void A_host_is_not_longer_than_names_are() =>
        Assert.NotNull(Elsewhere.Objection($"https://{string.Join('.', Enumerable.Repeat(new string('a', 60), 5))}.example/"));

    [Theory]
    [InlineData("http://127.0.0.1:80/", true)]
    [InlineData("http://localhost:5000/", true)]
    [InlineData("https://[::1]:22/", true)]
    [InlineData("http://8.8.8.8:8080/", false)]
    [InlineData("https://8.8.8.8:80/", false)]
    [InlineData("http://10.0.0.1:8080/", false)]
    public async Task In_development_this_machine_is_called_over_http_and_at_any_port_and_no_other(string url, bool isAllowed) =>
        Assert.Equal(
            isAllowed,
            await new ReceiverCheck(new SystemHostAddresses(), Development)
                .ObjectionAsync(url, isOfPlatform: false, TestContext.Current.CancellationToken) is null);

    [Fact]
    public void Networks_of_the_operator_are_open_to_endpoints_of_the_platform_alone()
    {
        var rules = new ReceiverRules(SenderRig.Settings(isDevelopment: false, ("WEBHOOK_ALLOWED_NETWORKS", "10.20.0.0/16, fd00::/8")));
        var url = new Uri("https://hooks.example.org/");

        Assert.True(rules.Allow(url, [IPAddress.Parse("10.20.0.1")], isOfPlatform: true));
        Assert.True(rules.Allow(url, [IPAddress.Parse("::ffff:10.20.0.1"), IPAddress.Parse("fd00::1")], isOfPlatform: true));
        Assert.False(rules.Allow(url, [IPAddress.Parse("10.20.0.1")], isOfPlatform: false));
        Assert.False(rules.Allow(url, [IPAddress.Parse("10.21.0.1")], isOfPlatform: true));
        Assert.False(rules.Allow(new Uri("http://hooks.example.org/"), [IPAddress.Parse("10.20.0.1")], isOfPlatform: true));
        Assert.False(rules.Allow(new Uri("https://hooks.example.org:25/"), [IPAddress.Parse("10.20.0.1")], isOfPlatform: true));
    }

    [Fact]
    public void One_private_address_among_public_ones_is_enough()
    {
        Assert.False(Elsewhere.Allow(
            new Uri("https://hooks.example.org/"), [IPAddress.Parse("8.8.8.8"), IPAddress.Parse("10.0.0.1")], isOfPlatform: false));
        Assert.False(Elsewhere.Allow(new Uri("https://hooks.example.org/"), [], isOfPlatform: false));
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_when_it_is_called_is_refused_then()
    {
        await using var receiver = await TestReceiver.StartAsync();
        var hosts = new TurningHosts(IPAddress.Parse("8.8.8.8"), IPAddress.Loopback);
        var url = $"https://hooks.example.org:{receiver.Url.Port}/";
        Assert.Null(
            await new ReceiverCheck(hosts, Elsewhere).ObjectionAsync(url, isOfPlatform: false, TestContext.Current.CancellationToken));

        using var rig = new SenderRig(isDevelopment: false, hosts);
        var attempt = await rig.SendAsync(SenderRig.Target(new Uri(url)));

        Assert.Equal(SendFaults.Refused, attempt.Error);
        Assert.Empty(receiver.Calls);
    }

    [Fact]
    public async Task The_address_that_was_judged_is_the_one_that_is_connected_to()
    {
        await using var receiver = await TestReceiver.StartAsync();
        // The name is asked for once a connection; a second question would find another machine.
        var hosts = new TurningHosts(IPAddress.Loopback, IPAddress.Parse("192.0.2.1"));
        using var rig = new SenderRig(isDevelopment: true, hosts);

        var attempt = await rig.SendAsync(SenderRig.Target(new Uri($"http://hooks.example.org:{receiver.Url.Port}/hook")));

        Assert.Equal(AttemptOutcome.Delivered, attempt.Outcome);
        Assert.Equal($"hooks.example.org:{receiver.Url.Port}", Assert.Single(receiver.Calls).Headers["Host"]);
        Assert.Equal(1, hosts.Asked);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_may_be_registered_and_is_a_failure_when_it_is_called()
    {
        var hosts = new NoHosts();
        Assert.Null(await new ReceiverCheck(hosts, Elsewhere)
            .ObjectionAsync("https://hooks.example.org/", isOfPlatform: false, TestContext.Current.CancellationToken));
        Assert.NotNull(await new ReceiverCheck(hosts, Development)
            .ObjectionAsync("http://hooks.example.org/", isOfPlatform: false, TestContext.Current.CancellationToken));

        using var rig = new SenderRig(isDevelopment: false, hosts);
        Assert.Equal(SendFaults.NotFound, (await rig.SendAsync(SenderRig.Target(new Uri("https://hooks.example.org/")))).Error);
    }

    private sealed class TurningHosts(params IPAddress[] answers) : IHostAddresses
    {
        private int asked;

        public int Asked => Volatile.Read(ref asked);

        public Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken) =>
            Task.FromResult<IPAddress[]>([answers[Math.Min(Interlocked.Increment(ref asked), answers.Length) - 1]]);
    }

    private sealed class NoHosts : IHostAddresses
    {
        public Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken) =>
            Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));
    }
}
