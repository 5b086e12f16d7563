using StatusLevels.Architecture.Tests.Fixtures.Contracts;
using StatusLevels.Architecture.Tests.Fixtures.Organizations;

// What the checks must see: each of these types breaks a rule in one way.
namespace StatusLevels.Architecture.Tests.Fixtures.Domain;

internal static class InASignature
{
    public static bool Knows(SomeContract? contract) => contract is null;
}

internal static class InABody
{
    public static int Asks() => SomeGrain.Answer() + 1;
}

internal static class InALambda
{
    public static Func<int, int> Asks() => number => SomeGrain.Answer() + number;
}

internal static class InAGenericArgument
{
    public static int Counts() => new Dictionary<string, List<SomeContract[]>>(StringComparer.Ordinal).Count;
}

[SomeMark]
internal static class InAnAttribute;
