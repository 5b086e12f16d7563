namespace StatusLevels.Architecture.Tests;

/// <summary>What the code of one namespace, with those below it, may not refer to.</summary>
/// <param name="Namespace">Whose code.</param>
/// <param name="Forbids">Says of a type that was referred to whether it is forbidden.</param>
internal sealed record Rule(string Namespace, Func<Type, bool> Forbids)
{
    private static readonly string[] Asynchronous = ["System.Threading.Tasks", "System.Threading.Channels", "System.Threading.Timer"];

    /// <summary>Every breach among these types, as "who refers to what".</summary>
    public IReadOnlyList<string> BreachesIn(IEnumerable<Type> types) =>
    [
        .. types
            .Where(type => IsIn(type, Namespace))
            .SelectMany(type => References.Of(type).Where(Forbids).Select(reference => $"{type.FullName} refers to {reference.FullName}"))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Code below <paramref name="root"/> may not refer to these sister namespaces.</summary>
    public static Rule Below(string root, string from, params string[] sisters) =>
        new($"{root}.{from}", type => sisters.Any(sister => IsIn(type, $"{root}.{sister}")));

    /// <summary>
    /// Pure code: the base class library without clocks, tasks, JSON and I/O, its own namespace, and the attributes that describe
    /// serialization.
    /// </summary>
    public static Rule Pure(string of) => new(of, type => !IsIn(type, of) && !IsPure(type));

    public static bool IsIn(Type type, string of) =>
        type.Namespace == of || type.Namespace?.StartsWith(of + ".", StringComparison.Ordinal) == true;

    private static bool IsPure(Type type) => type.Assembly.GetName().Name switch
    {
        "Orleans.Serialization.Abstractions" => type.IsSubclassOf(typeof(Attribute)),
        "System.Private.CoreLib" => !IsImpure(type),
        "System.Runtime" or "System.Collections" or "System.Collections.Immutable" or "System.Linq" or "System.Memory"
            or "System.Security.Cryptography" => true,
        // The compiler's own, embedded in the assembly.
        _ => type.Namespace is null or "System.Runtime.CompilerServices" or "Microsoft.CodeAnalysis",
    };

    private static bool IsImpure(Type type) =>
        type == typeof(TimeProvider) || type == typeof(Random) || type == typeof(Environment)
        || type == typeof(System.Diagnostics.Stopwatch) || type == typeof(Thread)
        || IsIn(type, "System.IO") || Asynchronous.Any(name => IsIn(type, name) || type.FullName == name);
}
