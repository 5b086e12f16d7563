using System.Text.Encodings.Web;
using System.Text.Json;

namespace StatusLevels.Transparency.Credentials;

/// <summary>What is signed, before it is: the contexts by whose words it speaks, and what it says.</summary>
/// <param name="Contexts">The addresses of contexts of others.</param>
/// <param name="OwnTerms">Words that none of them has.</param>
/// <param name="Root">What it says.</param>
internal sealed record LinkedDocument(IReadOnlyList<string> Contexts, IReadOnlyList<LinkedTerm> OwnTerms, LinkedNode Root)
{
    // Letters of any script stand as they are: nobody but a JSON reader reads it.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Its JSON.</summary>
    /// <param name="before">Writes members that are to stand in front.</param>
    /// <param name="after">Writes members that are to stand behind.</param>
    public byte[] ToJson(Action<Utf8JsonWriter>? before = null, Action<Utf8JsonWriter>? after = null)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            before?.Invoke(json);
            WriteContexts(json);
            Root.WriteMembers(json);
            after?.Invoke(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private void WriteContexts(Utf8JsonWriter json)
    {
        json.WriteStartArray("@context");
        foreach (var context in Contexts)
        {
            json.WriteStringValue(context);
        }

        if (OwnTerms.Count > 0)
        {
            json.WriteStartObject();
            foreach (var term in OwnTerms)
            {
                json.WriteString(term.Name, term.Iri);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
