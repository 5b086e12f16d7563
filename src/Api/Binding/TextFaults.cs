using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StatusLevels.Api.Binding;

/// <summary>
/// Looks through well-formed JSON for texts that cannot be stored and for a member that is named twice. It ends with the first such
/// member, or when there are as many faults as a caller is told. Where it is is put into words for a fault only: paths are long and
/// faults are few.
/// </summary>
internal sealed class TextFaults
{
    private readonly List<(string? Member, int Index)> path = new(ApiJson.MaxDepth);

    /// <summary>The texts that cannot be stored.</summary>
    public FieldErrors Errors { get; } = new();

    /// <summary>Collects the texts that cannot be stored.</summary>
    /// <returns>The first member that is named twice; null when none is.</returns>
    public string? Twice(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String when !TextRules.IsStorable(Text(element.GetString)):
                Errors.Add(Place(), TextRules.NotStorable);
                return null;
            case JsonValueKind.Array:
                return TwiceInItems(element);
            case JsonValueKind.Object:
                return TwiceInMembers(element);
            default:
                return null;
        }
    }

    private string? TwiceInItems(JsonElement array)
    {
        var index = 0;
        foreach (var item in array.EnumerateArray())
        {
            path.Add((null, index++));
            if (Twice(item) is { } found)
            {
                return found;
            }

            path.RemoveAt(path.Count - 1);
            if (Errors.AreEnough)
            {
                break;
            }
        }

        return null;
    }

    private string? TwiceInMembers(JsonElement value)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = Text(() => member.Name);
            if (!TextRules.IsStorable(name))
            {
                Errors.Add(Place(), "has a member whose name contains NUL or half of a surrogate pair");
            }

            path.Add((name ?? "", 0));
            if (name is not null && !names.Add(name))
            {
                return Place();
            }

            if (Twice(member.Value) is { } found)
            {
                return found;
            }

            path.RemoveAt(path.Count - 1);
            if (Errors.AreEnough)
            {
                break;
            }
        }

        return null;
    }

    private string Place()
    {
        var words = new StringBuilder();
        foreach (var (member, index) in path)
        {
            if (member is null)
            {
                words.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else
            {
                words.Append(words.Length == 0 ? "" : ".").Append(TextRules.Shown(member));
            }
        }

        return words.Length == 0 ? FieldErrors.WholeBody : ProblemBounds.Field(words.ToString());
    }

    /// <summary>Null when escapes leave half of a surrogate pair.</summary>
    private static string? Text(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
