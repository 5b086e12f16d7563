namespace StatusLevels.Transparency.Credentials;

/// <summary>A member of a credential: what it is called in JSON, and what it means.</summary>
/// <param name="Name">Its name in JSON, as the contexts define it.</param>
/// <param name="Iri">Its meaning, without characters that N-Quads would escape.</param>
public sealed record LinkedTerm(string Name, string Iri)
{
    /// <summary>What its text is (<c>xsd:dateTime</c> …); null: plain text.</summary>
    public string? Datatype { get; init; }

    /// <summary>Its text is the address of something, written whole.</summary>
    public bool IsReference { get; init; }

    /// <summary>Its text is one of the words that begin with this; null: it is none.</summary>
    public string? Vocabulary { get; init; }
}
