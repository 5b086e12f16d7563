using System.Reflection;
using System.Runtime.CompilerServices;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Tests;

/// <summary>
/// Nodes of two releases run side by side while one replaces the other: what they say to each other only grows. The file holds every type,
/// member, number and call that ever crossed. What is in it stays; what is new is added with <c>UPDATE_SNAPSHOTS=1 ./test Grains</c>. A
/// changed meaning is a new type.
/// </summary>
public sealed class WireContractTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public void What_nodes_say_to_each_other_only_grows()
    {
        var agreed = File.ReadAllLines(GoldenFile());
        var said = Said().Order(StringComparer.Ordinal).ToArray();

        Assert.True(agreed.All(said.Contains), $"A node of the release before still says: {string.Join("; ", agreed.Except(said))}");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1")
        {
            File.WriteAllLines(GoldenFile(), said);
            return;
        }

        Assert.True(said.Length == agreed.Length, $"New; if it is meant, UPDATE_SNAPSHOTS=1 adds it: {string.Join("; ", said.Except(agreed))}");
    }

    [Fact]
    public void A_member_that_is_new_may_be_missing()
    {
        var agreed = File.ReadAllLines(GoldenFile());
        var members = Crossing().SelectMany(
            type => Members(type).Select(member => (Type: type, member.Property, Line: Member(type, member.Id, member.Property))));

        var demanded = members.Where(member => agreed.Contains($"type {Name(member.Type)}", StringComparer.Ordinal)
            && !agreed.Contains(member.Line, StringComparer.Ordinal)
            && !member.Property.PropertyType.IsValueType
            && Nullability.Create(member.Property).ReadState == NullabilityState.NotNull);

        Assert.Empty(demanded.Select(member => $"{member.Line} is null when a node of the release before sends it"));
    }

    private static IEnumerable<string> Said() =>
    [
        .. Crossing().SelectMany(
            type => Members(type).Select(member => Member(type, member.Id, member.Property)).Prepend($"type {Name(type)}")),
        .. Crossing().SelectMany(Members).Select(member => member.Property.PropertyType).SelectMany(Enums).Distinct().SelectMany(Numbers),
        .. Calls(typeof(IOrganizationStatusGrain)),
    ];

    private static IEnumerable<Type> Crossing() =>
        typeof(StatusBook).Assembly.GetTypes().Where(
            type => type.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false) is not null);

    private static IEnumerable<(uint Id, PropertyInfo Property)> Members(Type type) => type
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Where(property => property.IsDefined(typeof(IdAttribute), inherit: false))
        .Select(property => (property.GetCustomAttribute<IdAttribute>()!.Id, property));

    private static string Member(Type type, uint id, PropertyInfo property) =>
        FormattableString.Invariant($"member {Name(type)} {id} {property.Name}: {Shape(property.PropertyType)}");

    private static IEnumerable<Type> Enums(Type type) => type.IsEnum ? [type] : type.GetGenericArguments().SelectMany(Enums);

    // They cross as numbers.
    private static IEnumerable<string> Numbers(Type type) =>
        Enum.GetValues(type).Cast<object>()
            .Select(value => FormattableString.Invariant($"number {type.Name} {Convert.ToInt64(value, null)} {value}"));

    private static IEnumerable<string> Calls(Type grain) => grain.GetMethods().Select(call =>
        $"call {Name(grain)} {call.GetCustomAttribute<AliasAttribute>()!.Alias}({string.Join(", ", call.GetParameters().Select(parameter => Shape(parameter.ParameterType)))}): {Shape(call.ReturnType)}");

    private static string Name(Type type) => type.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias
        ?? throw new InvalidOperationException($"{type} crosses a border and has no alias: its name would be what nodes agree on.");

    private static string Shape(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Shape))}>"
        : type.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias ?? type.Name;

    private static string GoldenFile([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Golden", "wire-contract.txt");
}
