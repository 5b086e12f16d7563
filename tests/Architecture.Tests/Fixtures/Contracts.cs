// What the checks must see: each of these types breaks a rule in one way.
namespace StatusLevels.Architecture.Tests.Fixtures.Contracts;

internal sealed class SomeContract
{
    public Organizations.SomeGrain? Grain { get; init; }
}

[AttributeUsage(AttributeTargets.Class)]
internal sealed class SomeMarkAttribute : Attribute;
