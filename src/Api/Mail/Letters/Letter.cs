namespace StatusLevels.Api.Mail.Letters;

/// <summary>What a mail says, once: its HTML and its plain text are both made of this.</summary>
public sealed record Letter
{
    /// <summary>The language that it is written in.</summary>
    public required string Language { get; init; }

    /// <summary>One line.</summary>
    public required string Subject { get; init; }

    /// <summary>What happened, in a few words.</summary>
    public required string Heading { get; init; }

    /// <summary>The letter of the level that it is about, shown beside the heading; null: none.</summary>
    public string? Badge { get; init; }

    /// <summary>The color of that level, of the catalog.</summary>
    public string? BadgeColor { get; init; }

    /// <summary>From top to bottom.</summary>
    public required IReadOnlyList<LetterPart> Parts { get; init; }

    /// <summary>Why it was sent, and where that is changed.</summary>
    public required IReadOnlyList<LetterPart> Footer { get; init; }
}

/// <summary>A part of a mail. A closed set.</summary>
public abstract record LetterPart
{
    private LetterPart()
    {
    }

    /// <summary>A paragraph.</summary>
    public sealed record Say(string Text) : LetterPart;

    /// <summary>Facts, each with its name.</summary>
    public sealed record Facts(IReadOnlyList<(string Name, string Value)> Named) : LetterPart;

    /// <summary>What a person wrote, as it was written.</summary>
    public sealed record Quote(string Title, string Text) : LetterPart;

    /// <summary>A list.</summary>
    public sealed record Several(IReadOnlyList<string> Texts) : LetterPart;

    /// <summary>Where to go; the first of a mail is its button.</summary>
    public sealed record Go(string Text, string Address) : LetterPart;
}
