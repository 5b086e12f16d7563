using Microsoft.AspNetCore.Http;
using StatusLevels.Api.Problems;

namespace StatusLevels.Api.Tests.Problems;

/// <summary>What Orleans could not deliver is a 503 that may be tried again, never a crash.</summary>
public sealed class TurnedAwayTests
{
    [Theory]
    [InlineData("GET", "overloaded")]
    [InlineData("POST", "outcome_unknown")]
    [InlineData("DELETE", "outcome_unknown")]
    public void A_node_that_went_away_with_the_call_leaves_the_outcome_of_a_change_unknown(string method, string code)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;

        var problem = ExceptionProblems.From(new SiloUnavailableException(), context);

        Assert.Equal((503, code), (problem!.Code.Status, problem.Code.Code));
        Assert.NotNull(problem.RetryAfter);
    }
}
