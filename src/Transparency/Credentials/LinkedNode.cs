using System.Globalization;
using System.Text.Json;

namespace StatusLevels.Transparency.Credentials;

/// <summary>
/// Something that a credential speaks of. From the one tree come the JSON that is handed out and the statements that are signed, so that
/// neither says what the other does not.
/// </summary>
/// <param name="id">Its address, without characters that N-Quads would escape; null: it has none.</param>
/// <param name="types">What it is.</param>
internal sealed class LinkedNode(string? id, params LinkedTerm[] types)
{
    // The only one without an address that there may be: so its name after canonicalization is known (RDFC-1.0).
    private const string Blank = "_:c14n0";

    private readonly List<(LinkedTerm Term, object Value)> members = [];

    private string Subject => id is null ? Blank : $"<{id}>";

    /// <summary>Adds a text, if there is one.</summary>
    public LinkedNode With(LinkedTerm term, string? text) => text is null ? this : Add(term, text);

    public LinkedNode With(LinkedTerm term, long number) => Add(term, number);

    /// <summary>Adds an instant, with milliseconds where it has some.</summary>
    public LinkedNode With(LinkedTerm term, DateTimeOffset? instant) => With(term, instant is { } known ? InstantText(known) : null);

    /// <summary>An instant as credentials and keys write it.</summary>
    public static string InstantText(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    public LinkedNode With(LinkedTerm term, LinkedNode node) => Add(term, node);

    /// <summary>Adds several, written as a list.</summary>
    public LinkedNode With(LinkedTerm term, params LinkedNode[] nodes) => Add(term, nodes);

    /// <summary>Writes its members, <c>id</c> and <c>type</c> first.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        if (id is not null)
        {
            json.WriteString("id", id);
        }

        WriteTypes(json);
        foreach (var (term, value) in members)
        {
            json.WritePropertyName(term.Name);
            Write(json, value);
        }
    }

    /// <summary>Its statements, each a line of N-Quads in the canonical form, in any order.</summary>
    public IEnumerable<string> Statements()
    {
        foreach (var type in types)
        {
            yield return $"{Subject} <{Vocabulary.TypeIri}> <{type.Iri}> .\n";
        }

        foreach (var (term, value) in members)
        {
            foreach (var node in value as LinkedNode[] ?? [])
            {
                yield return Statement(term, node);
                foreach (var inner in node.Statements())
                {
                    yield return inner;
                }
            }

            if (value is not LinkedNode[])
            {
                yield return Statement(term, value);
            }

            foreach (var inner in (value as LinkedNode)?.Statements() ?? [])
            {
                yield return inner;
            }
        }
    }

    private string Statement(LinkedTerm term, object value) => $"{Subject} <{term.Iri}> {Object(term, value)} .\n";

    private static string Object(LinkedTerm term, object value) => value switch
    {
        LinkedNode node => node.Subject,
        long number => string.Create(CultureInfo.InvariantCulture, $"\"{number}\"^^<{Vocabulary.Integer}>"),
        string text when term.IsReference => $"<{text}>",
        string text when term.Vocabulary is { } vocabulary => $"<{vocabulary}{text}>",
        _ => CanonicalQuads.Literal((string)value) + (term.Datatype is { } datatype ? $"^^<{datatype}>" : ""),
    };

    // The schema of Open Badges has lists for what it knows, and one word for what it takes from others.
    private void WriteTypes(Utf8JsonWriter json)
    {
        if (types is [{ Name: "BitstringStatusList" or "BitstringStatusListEntry" or "DataIntegrityProof" } single])
        {
            json.WriteString("type", single.Name);
        }
        else if (types.Length > 0)
        {
            json.WriteStartArray("type");
            foreach (var type in types)
            {
                json.WriteStringValue(type.Name);
            }

            json.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case LinkedNode[] nodes:
                json.WriteStartArray();
                foreach (var node in nodes)
                {
                    Write(json, node);
                }

                json.WriteEndArray();
                break;
            case LinkedNode node:
                json.WriteStartObject();
                node.WriteMembers(json);
                json.WriteEndObject();
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue((string)value);
                break;
        }
    }

    private LinkedNode Add(LinkedTerm term, object value)
    {
        members.Add((term, value));
        return this;
    }
}
