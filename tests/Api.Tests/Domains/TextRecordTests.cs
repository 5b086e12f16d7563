using StatusLevels.Api.Domains;

namespace StatusLevels.Api.Tests.Domains;

/// <summary>How DNS records are found, at a name server of each test's own.</summary>
public sealed class TextRecordTests : IAsyncDisposable
{
    private const string Name = "_statuslevels.shop.example.org";

    private readonly TestNameServer server = TestNameServer.Start();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task All_records_of_a_name_are_found()
    {
        server.Reply = question => TestNameServer.Respond(question, records: ["v=spf1 -all", "4f30cbc6-724a-4bfe-b485-c229cfef794d"]);

        Assert.Equal(["v=spf1 -all", "4f30cbc6-724a-4bfe-b485-c229cfef794d"], await FindAsync());
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task A_record_of_ten_kilobytes_is_asked_for_again_over_tcp_and_found_whole()
    {
        var large = new string('x', 10_000);
        server.Reply = question => TestNameServer.Respond(question, records: [large, "4f30cbc6-724a-4bfe-b485-c229cfef794d"]);

        Assert.Equal([large, "4f30cbc6-724a-4bfe-b485-c229cfef794d"], await FindAsync());
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_has_no_records() => Assert.Empty((await FindAsync())!);

    [Fact]
    public async Task Of_a_name_server_that_fails_nobody_can_tell()
    {
        server.Reply = question => TestNameServer.Respond(question, code: 2);

        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task Of_a_name_server_that_is_silent_nobody_can_tell()
    {
        server.Reply = _ => null;

        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task An_answer_to_another_question_proves_nothing()
    {
        server.Reply = question =>
        {
            var answer = TestNameServer.Respond(question, records: ["4f30cbc6-724a-4bfe-b485-c229cfef794d"]);
            answer[0] ^= 0xFF;
            return answer;
        };

        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task What_is_no_answer_proves_nothing()
    {
        server.Reply = question => [.. question.AsSpan(0, 2), 0x81, 0x80, 0xFF, 0xFF, 0xFF, 0xFF];

        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task An_answer_that_breaks_off_proves_nothing()
    {
        server.Reply = question => TestNameServer.Respond(question, records: [new string('x', 10_000)]);
        server.BreaksOffAfter = 5_000;

        Assert.Null(await FindAsync());
    }

    private Task<IReadOnlyList<string>?> FindAsync() =>
        new SystemTextRecords([server.Address]).FindAsync(Name, TestContext.Current.CancellationToken);
}
