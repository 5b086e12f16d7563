using System.Text.Json.Serialization.Metadata;

namespace StatusLevels.Api.Organizations;

/// <summary>A member that is there, if only as null, for whoever sees this much or more, and left out for everybody else.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ShownToAttribute(Viewer least) : Attribute
{
    public Viewer Least { get; } = least;
}

/// <summary>An answer of which not everybody sees the same.</summary>
internal interface IViewed
{
    /// <summary>Who is answered.</summary>
    Viewer Viewer { get; }
}

/// <summary>Makes the serializer obey <see cref="ShownToAttribute"/>.</summary>
internal static class ShownMembers
{
    public static void LeaveOut(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            if (LeastOf(member) is { } least)
            {
                member.ShouldSerialize = (answer, _) => ((IViewed)answer).Viewer >= least;
            }
        }
    }

    /// <summary>Who sees the member; null: everybody.</summary>
    public static Viewer? LeastOf(JsonPropertyInfo member) =>
        (member.AttributeProvider?.GetCustomAttributes(typeof(ShownToAttribute), inherit: true) as object[])?
            .OfType<ShownToAttribute>().FirstOrDefault()?.Least;
}
