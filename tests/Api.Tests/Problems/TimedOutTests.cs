using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StatusLevels.Api.Problems;

namespace StatusLevels.Api.Tests.Problems;

public sealed class TimedOutTests
{
    [Fact]
    public async Task A_request_that_ran_out_of_time_still_gets_its_whole_answer()
    {
        // What ends a request that takes too long is its own token.
        var context = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };
        using var body = new MemoryStream();
        context.Response.Body = body;

        await Problem.OutcomeUnknown.ExecuteAsync(context);

        Assert.Equal("outcome_unknown", JsonDocument.Parse(body.ToArray()).RootElement.Text("code"));
    }
}
