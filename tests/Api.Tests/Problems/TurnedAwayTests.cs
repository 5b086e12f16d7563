using Microsoft.AspNetCore.Http;
using Orleans.Runtime.Messaging;
using StatusLevels.Api.Problems;
using StatusLevels.Silo;

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

    [Theory]
    [MemberData(nameof(NeverBegun))]
    public void A_call_that_reached_no_organization_may_be_sent_again_whatever_it_asked_for(Exception exception)
    {
        foreach (var method in new[] { "GET", "POST", "PATCH", "DELETE" })
        {
            var context = new DefaultHttpContext();
            context.Request.Method = method;

            Assert.Equal(ProblemCode.Overloaded, ExceptionProblems.From(exception, context)!.Code);
        }
    }

    public static TheoryData<Exception> NeverBegun =>
    [
        new NotConnectedException(),
        new ConnectionFailedException("no gateway"),
        new GatewayTooBusyException(),
        new LimitExceededException("too long a queue"),
        new OrleansException("No active nodes are compatible with grain organization"),
        new OperationCanceledException("Message expired before placement could complete for grain organization/1."),
        new TimeoutException("Grain placement operation timed out for grain organization/1."),
    ];

    [Theory]
    [InlineData("GET", "overloaded")]
    [InlineData("POST", "outcome_unknown")]
    public void A_call_that_was_given_up_leaves_the_outcome_of_a_change_unknown(string method, string code)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;

        Assert.Equal(code, ExceptionProblems.From(new OperationCanceledException(), context)!.Code.Code);
    }
}
