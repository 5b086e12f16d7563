using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Tests.Idempotency;

/// <summary>Orleans gives a call up before it has found a place for the organization.</summary>
public sealed class TurnedAwayCallTests
{
    public static TheoryData<Exception> NeverPlaced =>
    [
        new OperationCanceledException("Message expired before placement could complete for grain organization/1."),
        new TimeoutException("Grain placement operation timed out for grain organization/1."),
    ];

    [Theory]
    [MemberData(nameof(NeverPlaced))]
    public async Task Under_a_key_it_is_sent_again_and_made_once_and_without_one_the_caller_may(Exception exception)
    {
        var filter = new TurnsAwayOnce(exception);
        await using var api = await TestApi.StartAsync(services: services => services.AddSingleton<IOutgoingGrainCallFilter>(filter));
        using var admin = await api.SignedInAsync();
        var organization = new TestOrganization(api, admin);

        filter.IsArmed = true;
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeProblemAsync(503, "overloaded");
        Assert.False(filter.IsArmed);

        filter.IsArmed = true;
        using var keyed = await admin.KeyedAsync("POST", organization.Levels, """{"level":"B"}""", KeyedCalls.NewKey());
        await keyed.ShouldBeOkAsync();
        Assert.False(filter.IsArmed);
        Assert.False(keyed.IsReplayed());
        Assert.Equal(1, (await organization.StatusAsync()).GetProperty("version").GetInt64());
    }

    private sealed class TurnsAwayOnce(Exception exception) : IOutgoingGrainCallFilter
    {
        private int armed;

        public bool IsArmed { get => Volatile.Read(ref armed) == 1; set => Volatile.Write(ref armed, value ? 1 : 0); }

        public Task Invoke(IOutgoingGrainCallContext context) =>
            context.Request.GetInterfaceType() == typeof(IOrganizationStatusGrain) && Interlocked.Exchange(ref armed, 0) == 1
                ? Task.FromException(exception)
                : context.Invoke();
    }
}
