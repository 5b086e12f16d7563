using System.Runtime.CompilerServices;
using System.Text;
using Orleans.Runtime.Messaging;
using Orleans.Storage;

namespace StatusLevels.Silo.Tests;

/// <summary>Every exception by which Orleans answers in place of an organization.</summary>
public sealed class CallFailureTests
{
    /// <summary>What only a fault of ours can bring about, what belongs to the start, and what the organization itself answers.</summary>
    private static readonly string[] Others =
    [
        "BadProviderConfigException", "EnumerationAbortedException", "GrainExtensionNotInstalledException",
        "GrainReferenceNotBoundException",
        "InconsistentStateException", "InvalidMessageFrameException", "InvalidSchedulingContextException",
        "OrleansClusterConnectivityCheckFailedException",
        "OrleansConfigurationException", "OrleansLifecycleCanceledException", "OrleansMissingMembershipEntryException",
        "ProviderInitializationException",
        "ProviderStateException", "WrappedException",
        // Always inside a ConnectionFailedException.
        "SocketConnectionException",
    ];

    public static TheoryData<Exception, CallFailure?> Table => new()
    {
        { new NotConnectedException(), CallFailure.NotBegun },
        { new ConnectionFailedException("no gateway"), CallFailure.NotBegun },
        { Made<ClientNotAvailableException>(), CallFailure.NotBegun },
        { new GatewayTooBusyException(), CallFailure.NotBegun },
        { new LimitExceededException("too long a queue"), CallFailure.NotBegun },
        { Made<OrleansMessageRejectionException>(), CallFailure.NotBegun },
        { new OrleansException("Current directory is not stable to perform the lookup"), CallFailure.NotBegun },
        { new OperationCanceledException("Message expired before placement could complete for grain organization/1."), CallFailure.NotBegun },
        { new TimeoutException("Grain placement operation timed out for grain organization/1."), CallFailure.NotBegun },
        { new SiloUnavailableException(), CallFailure.Unknown },
        { new TimeoutException("Response did not arrive on time in 00:00:08 for message: …"), CallFailure.Unknown },
        { new OperationCanceledException(), CallFailure.Unknown },
        { new TaskCanceledException(), CallFailure.Unknown },
        { new OrleansException("Error from storage provider", new InvalidCastException()), null },
        { new InconsistentStateException(), null },
        { new InvalidOperationException(), null },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_says_what_became_of_the_call(Exception exception, CallFailure? failure) =>
        Assert.Equal(failure, CallFailures.Of(exception));

    [Fact]
    public void No_exception_of_Orleans_is_left_out()
    {
        Type[] assemblies = [typeof(Orleans.Runtime.Silo), typeof(ConnectionFailedException), typeof(OrleansException)];
        var listed = Table.Select(row => row.Data.Item1.GetType().Name).Concat(Others).ToHashSet(StringComparer.Ordinal);

        var missing = assemblies.SelectMany(one => one.Assembly.GetTypes()).Where(
            type => type.IsSubclassOf(typeof(Exception)) && !listed.Contains(type.Name));

        Assert.Empty(missing.Select(type => type.FullName));
    }

    [Fact]
    public void The_words_that_placement_is_known_by_are_those_of_Orleans()
    {
        var runtime = File.ReadAllBytes(typeof(Orleans.Runtime.Silo).Assembly.Location).AsSpan();

        foreach (var words in CallFailures.Placement)
        {
            Assert.True(runtime.IndexOf(Encoding.Unicode.GetBytes(words)) >= 0, words);
        }
    }

    private static Exception Made<T>()
        where T : Exception => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
}
