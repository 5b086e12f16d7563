// What the checks must see: each of these types breaks a rule in one way.
namespace StatusLevels.Architecture.Tests.Fixtures.Organizations;

internal sealed class SomeGrain
{
    public static int Answer() => 42;
}
