using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Silo.Catalog;

/// <summary>Takes the values out of the merged configuration, one by one, and notes what is wrong. What nobody took is unknown.</summary>
internal sealed class CatalogReader(Dictionary<string, string?> values)
{
    private readonly List<string> faults = [];
    private readonly HashSet<string> faulty = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> single = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> lists = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Everything found wrong so far: sentences that name their key.</summary>
    public IReadOnlyList<string> Faults => faults;

    public void Fault(string key, string what)
    {
        faults.Add($"{CatalogKeys.Full(key)} {what}.");
        faulty.Add(key);
    }

    /// <summary>Whether none of these keys was found wrong, so that their values can be compared.</summary>
    public bool AreSound(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (faulty.Contains(key))
            {
                return false;
            }
        }

        return true;
    }

    public decimal Number(CatalogNumber number)
    {
        if (number.Range.FaultOf(Take(number.Key), out var value) is not { } fault)
        {
            return value;
        }

        Fault(number.Key, fault);
        return number.Range.Min;
    }

    /// <summary>A list of numbers: item by item, or as one text with commas. Empty is allowed.</summary>
    public ImmutableArray<int> Numbers(CatalogNumberList list)
    {
        var numbers = new List<int>();
        foreach (var (key, text) in Items(list.Key, split: true))
        {
            if (list.Range.FaultOf(text, out var value) is not { } fault)
            {
                numbers.Add((int)value);
                continue;
            }

            Fault(key, fault);
            faulty.Add(list.Key);
        }

        if (AreSound(list.Key) && !list.IsInOrder(numbers))
        {
            Fault(
                list.Key,
                $"must be in {(list.IsDescending ? "descending" : "ascending")} order without repeats, "
                + $"but is {string.Join(", ", numbers)}");
        }

        return [.. numbers];
    }

    public bool Flag(string key)
    {
        var text = Take(key);
        if (!bool.TryParse(text, out var value))
        {
            Fault(key, $"must be true or false, but is {Shown.As(text)}");
        }

        return value;
    }

    /// <summary>What a level is painted with. White letters stand on it.</summary>
    public string Color(string key)
    {
        var text = Take(key);
        if (LevelColor.FaultOf(text) is { } fault)
        {
            Fault(key, fault);
        }

        return text?.ToLowerInvariant() ?? "";
    }

    public ImmutableDictionary<string, string> Texts(string key) => StatusLevelCatalog.Languages.ToImmutableDictionary(
        language => language, language => Checked(CatalogKeys.In(language, key), Take(CatalogKeys.In(language, key))),
            StringComparer.Ordinal);

    public ImmutableDictionary<string, ImmutableArray<string>> TextLists(string key)
    {
        var before = faults.Count;
        var texts = StatusLevelCatalog.Languages.ToImmutableDictionary(
            language => language, language => TextList(CatalogKeys.In(language, key)), StringComparer.Ordinal);
        var first = StatusLevelCatalog.Languages[0];
        foreach (var language in StatusLevelCatalog.Languages.Where(
            language => faults.Count == before && texts[language].Length != texts[first].Length))
        {
            Fault(
                CatalogKeys.In(language, key),
                $"must have as many items as {CatalogKeys.Full(CatalogKeys.In(first, key))} ({texts[first].Length}), "
                + $"but has {texts[language].Length}");
        }

        return texts;
    }

    /// <summary>To be called last: notes every key that means nothing.</summary>
    public void RefuseTheRest()
    {
        foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            var names = ChildrenOf(key);
            if (names.Length > 0)
            {
                // A source writes an empty section as a key without a value.
                if (value is not null)
                {
                    Fault(key, $"is a section and takes no value of its own, but is {Shown.As(value)}");
                }

                continue;
            }

            var parent = Parent(key);
            while (!single.Contains(parent) && !lists.Contains(parent) && ChildrenOf(parent).IsEmpty)
            {
                parent = Parent(parent);
            }

            Fault(key, single.Contains(parent) ? $"is not a known key: {CatalogKeys.Full(parent)} takes one value"
                : lists.Contains(parent)
                    ? $"is not a known key: the items of {CatalogKeys.Full(parent)} are numbered 0, 1, 2 and so on, without a gap"
                : $"is not a known key: {CatalogKeys.Full(parent)} has {string.Join(", ", ChildrenOf(parent))}");
        }
    }

    private static string Parent(string key) => key.LastIndexOf(':') is var colon and >= 0 ? key[..colon] : "";

    private ImmutableArray<string> ChildrenOf(string section)
    {
        var prefix = section.Length == 0 ? "" : $"{section}:";
        return
        [
            .. single.Concat(lists)
                .Where(key => key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                .Select(key => key[prefix.Length..].Split(':')[0])
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }

    private ImmutableArray<string> TextList(string key)
    {
        ImmutableArray<string> texts = [.. Items(key, split: false).Select(item => Checked(item.Key, item.Text))];
        if (texts.IsEmpty && AreSound(key))
        {
            Fault(key, "must have at least one item, but is empty");
        }

        return texts;
    }

    private string? Take(string key)
    {
        single.Add(key);
        return values.Remove(key, out var value) ? value : null;
    }

    private List<(string Key, string? Text)> Items(string key, bool split)
    {
        lists.Add(key);
        var items = new List<(string, string?)>();
        while (values.Remove($"{key}:{items.Count}", out var item))
        {
            items.Add(($"{key}:{items.Count}", item));
        }

        // An empty list arrives as an empty text; a list of items may have an empty value beside them.
        if (!values.Remove(key, out var whole) || (whole is null ? items.Count > 0 : items.Count == 0 && whole.Trim().Length == 0))
        {
            return items;
        }

        if (split && whole is not null && items.Count == 0)
        {
            return [.. whole.Split(',').Select(item => (key, (string?)item))];
        }

        Fault(key, items.Count == 0 ? $"must be a list, but is {Shown.As(whole)}" : "must be given as one text or item by item, not both");
        return items;
    }

    private string Checked(string key, string? text)
    {
        var length = text?.EnumerateRunes().Count() ?? 0;
        var fault = string.IsNullOrWhiteSpace(text) ? "must be a text, but is empty"
            : length > TextLengths.CatalogText ? $"must have at most {TextLengths.CatalogText} characters, but has {length}"
            : text.Any(char.IsControl) ? "must be one line without control characters"
            : null;
        if (fault is not null)
        {
            Fault(key, fault);
        }

        return text ?? "";
    }
}
