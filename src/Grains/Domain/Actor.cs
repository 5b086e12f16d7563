namespace StatusLevels.Grains.Domain;

/// <summary>What kind of caller acted.</summary>
public enum ActorKind
{
    /// <summary>A person who signed in.</summary>
    User,

    /// <summary>Another program: a service key or the payment provider. A service is not a person.</summary>
    Service,

    /// <summary>The product itself: something fell due.</summary>
    System,
}

/// <summary>Who acted.</summary>
/// <param name="Kind">Person, service or the product itself.</param>
/// <param name="Id">Opaque id, not empty (<see cref="TextLengths.OutsideId"/>); null for the product itself.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.Actor")]
public sealed record Actor([property: Id(0)] ActorKind Kind, [property: Id(1)] string? Id)
{
    /// <summary>The product itself.</summary>
    public static Actor System { get; } = new(ActorKind.System, null);

    /// <summary>A person's decision blocks and unblocks automatic granting; nobody else's does.</summary>
    public bool IsPerson => Kind == ActorKind.User;
}
