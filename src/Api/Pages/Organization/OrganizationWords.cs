using StatusLevels.Api.Pages.Layout;
using StatusLevels.Api.Texts;
using StatusLevels.Grains.Contracts;

using Codes = StatusLevels.Grains.Domain.Words;

namespace StatusLevels.Api.Pages.Organization;

/// <summary>What the rules say in codes, in the reader's words. A code that has none yet is shown as it is.</summary>
internal static class OrganizationWords
{
    public static string Action(this Phrases words, HistoryAction action) => words.Or($"action.{Codes.Of(action)}", Codes.Of(action));

    /// <summary>A reason of the rules in words; what a person wrote stays as it is.</summary>
    public static string Reason(this Phrases words, string reason) => words.Or($"reason.{reason}", StrangersText.Shown(reason));

    /// <summary>What will happen, as a sentence.</summary>
    public static string Due(this Phrases words, DueItem item, StatusSnapshot status)
    {
        // A grace that ends takes the level along only where nothing else holds it.
        var isKept = item.Kind == DueKind.GraceEnd && status.LevelOf(item.Level)?.GraceEndsAt != item.At;
        var (general, special) = ($"due.{Codes.Of(item.Kind)}", $"due.{Codes.Of(item.Kind)}.{(isKept ? "kept" : item.Level)}");
        return words.Has(special) || words.Has(general)
            ? words.Say(
                words.Has(special) ? special : general, ("letter", item.Level.ToString()),
                ("days", words.Count("days", item.DaysBefore ?? 0)))
            : $"{item.Level}: {Codes.Of(item.Kind)}";
    }

    /// <summary>The sentence of this name; where there is none, the code that it is for.</summary>
    public static string Or(this Phrases words, string name, string code) => words.Has(name) ? words.Say(name) : code;

    /// <summary>Who did something, as an organization is told: a name, or what kind of caller it was.</summary>
    public static string Who(this Phrases words, ActorKind kind, string? id, IReadOnlyDictionary<string, string> names) => kind switch
    {
        ActorKind.User when id is not null => names.TryGetValue(id, out var name) ? name : Short(id),
        ActorKind.Service => words.Say("who.service"),
        _ => words.Say("who.rules"),
    };

    /// <summary>The beginning of an id that nobody has a name for.</summary>
    public static string Short(string id) => id.Length <= 12 ? id : $"{id[..8]}…";
}
