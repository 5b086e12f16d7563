using System.Net;
using Microsoft.AspNetCore.Http;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Api.Domains;
using StatusLevels.Api.Tests.Delivery;

namespace StatusLevels.Api.Tests.Domains;

/// <summary>The proof in a file, from sites that say what they like.</summary>
public sealed class DomainFileTests
{
    private static readonly Guid Organization = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");

    [Theory]
    [InlineData("aaaaaaaa-0000-4000-8000-000000000001", "file", null)]
    [InlineData("\uFEFF# ours\r\nAAAAAAAA-0000-4000-8000-000000000001\r\n", "file", null)]
    [InlineData("aaaaaaaa-0000-4000-8000-000000000001 and more", null, "file_without_id")]
    [InlineData("bbbbbbbb-0000-4000-8000-000000000001", null, "file_without_id")]
    [InlineData("", null, "file_without_id")]
    public async Task The_id_stands_on_a_line_of_its_own(string text, string? method, string? fault)
    {
        var finding = await LookAsync(context => context.Response.WriteAsync(text));
        Assert.Equal(new DomainFinding(method, fault, IsClear: true), finding);
    }

    [Theory]
    [InlineData(404, "file_not_found", true)]
    [InlineData(302, "redirect", true)]
    [InlineData(500, "status", false)]
    public async Task What_a_site_answers_instead_proves_nothing(int status, string fault, bool isClear)
    {
        var finding = await LookAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/";
            return Task.CompletedTask;
        });
        Assert.Equal(new DomainFinding(null, fault, isClear), finding);
    }

    [Fact]
    public async Task Of_a_file_without_end_only_the_beginning_is_read()
    {
        // It ends when it is hung up on. Whoever read to the end would find that it takes too long.
        var finding = await LookAsync(async context =>
        {
            var chunk = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        });

        Assert.Equal(DomainFinding.Missing("file_without_id"), finding);
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task A_site_at_a_private_address_is_not_called(string address)
    {
        using var connections = new ReceiverConnections(
            new OneAddress(IPAddress.Parse(address)), new ReceiverRules(SenderRig.Settings(isDevelopment: false)));

        var finding = await new DomainFile(connections).LookAsync(
            new Uri("https://shop.example.org/.well-known/statuslevels.txt"), Organization, TestContext.Current.CancellationToken);

        Assert.Equal(DomainFinding.Unclear("address_not_allowed"), finding);
    }

    private static async Task<DomainFinding> LookAsync(Func<HttpContext, Task> answer)
    {
        await using var site = await TestReceiver.StartAsync(answer);
        using var connections = new ReceiverConnections(
            new SystemHostAddresses(), new ReceiverRules(SenderRig.Settings(isDevelopment: true)));
        return await new DomainFile(connections).LookAsync(
            new Uri(site.Url, DomainFile.Path), Organization, TestContext.Current.CancellationToken);
    }

    private sealed class OneAddress(IPAddress address) : IHostAddresses
    {
        public Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken) => Task.FromResult<IPAddress[]>([address]);
    }
}
