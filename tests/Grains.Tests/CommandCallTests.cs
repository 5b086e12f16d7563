using System.Reflection;
using System.Runtime.CompilerServices;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Tests;

/// <summary>The compiler does not see a command that no call carries.</summary>
public sealed class CommandCallTests
{
    public static TheoryData<Type> Commands => [.. typeof(StatusCommand).GetNestedTypes()];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_is_carried_by_the_call_of_its_name(Type command)
    {
        var organization = DispatchProxy.Create<IOrganizationStatusGrain, CallRecorder>();
        var sent = (StatusCommand)RuntimeHelpers.GetUninitializedObject(command);

        await organization.Send(sent, Call.System);

        Assert.Equal(command.Name, ((CallRecorder)(object)organization).Called);
    }

    // DispatchProxy derives from it.
    public class CallRecorder : DispatchProxy
    {
        public string? Called { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Called = targetMethod!.Name;
            return Task.FromResult<CommandReply?>(null);
        }
    }
}
