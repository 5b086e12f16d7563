using System.Text;
using StatusLevels.Api.Binding;

namespace StatusLevels.Api.Tests.Problems;

/// <summary>Bodies near the limit that are as wrong as can be.</summary>
internal static class HostileBodies
{
    private const int Bytes = 64 * 1024 - 64;

    private static readonly string Emoji = Repeated("🏺", 64);

    /// <summary>Bodies that no type has a say in.</summary>
    public static IEnumerable<(string Name, string Body)> Any()
    {
        (string, string)[] names =
        [
            ("emoji", Emoji), ("cyrillic", new string('Я', 64)), ("ascii", new string('a', 64)), ("quotes", Repeated("\\\"", 64)),
        ];
        foreach (var (kind, name) in names)
        {
            var (open, close) = (Repeated($"{{\"{name}\":", 13), new string('}', 13));
            yield return ($"NULs deep inside {kind} names", $"{open}[{Filled("\"\\u0000\"", Bytes - open.Length * 3)}]{close}");
            yield return ($"halves of pairs deep inside {kind} names", $"{open}[{Filled("\"\\ud800\"", Bytes - open.Length * 3)}]{close}");
            yield return ($"{kind} member twice", $"{open}{{\"{name}\":1,\"{name}\":2}}{close}");
            yield return ($"{kind} members twice, many", $"{{{Filled($"\"{name}\":1", Bytes / 3)}}}");
        }

        yield return ("bad names", $"{{{Filled("\"\\ud800\":1", Bytes)}}}");
        yield return ("other bad names", $"{{{Numbered(number => $"\"\\u0000{number}\":\"\\u0000\"")}}}");
        yield return ("unknown members", $"{{{Numbered(number => $"\"\\u0041{number}\":{{}}")}}}");
        yield return ("objects in objects", $"{{\"a\":[{Numbered(number => $"{{\"\\u0041{number}\":[\"\\u0000\"]}}")}]}}");
        yield return ("a long number", $"{{\"a\\u0041\":{new string('9', Bytes - 64)}}}");
        yield return ("numbers", $"[{Filled("1e99999", Bytes)}]");
        yield return ("deep", new string('[', Bytes));
        yield return ("objects", $"[{Filled("{}", Bytes)}]");
        yield return ("no JSON", new string('x', Bytes));
        yield return ("a long text", $"\"{Repeated("🏺", Bytes / 8)}\"");
        yield return ("nothing but escapes", $"\"{Repeated("\\u0041", Bytes / 8)}\"");
    }

    /// <summary>Bodies of a type with each member as wrong as can be.</summary>
    public static IEnumerable<(string Name, string Body)> Of(Type type)
    {
        string[] values =
        [
            $"\"{Repeated("🏺", 2000)}\"", $"[{Filled("\"not what it is\"", 8000)}]", $"[{Filled("{}", 8000)}]",
            $"[{Filled("\"\\u0000\"", 8000)}]",
            new string('9', 4000), "{\"a\":{\"b\":[1]}}", "\"\\ud83d\"", "\"2026-13-45T99:99:99Z\"", "-1e999", "null",
        ];
        var names = ApiJson.Options.GetTypeInfo(type).Properties.Select(member => member.Name).ToArray();
        foreach (var value in values)
        {
            yield return (
                $"{type.Name} of {value[..Math.Min(20, value.Length)]}",
                $"{{{Fitting(names.Select(name => $"\"{name}\":{value}"))}}}");
        }
    }

    /// <summary>As many of the members as there is room for.</summary>
    private static string Fitting(IEnumerable<string> members)
    {
        var room = Bytes;
        return string.Join(',', members.TakeWhile(member => (room -= Encoding.UTF8.GetByteCount(member) + 1) > 0));
    }

    private static string Filled(string piece, int bytes) =>
        string.Join(',', Enumerable.Repeat(piece, Math.Max(2, bytes / (Encoding.UTF8.GetByteCount(piece) + 1))));

    private static string Repeated(string piece, int times) => string.Concat(Enumerable.Repeat(piece, times));

    private static string Numbered(Func<int, string> piece) =>
        string.Join(',', Enumerable.Range(0, Bytes / (piece(99_999).Length + 1)).Select(piece));
}
