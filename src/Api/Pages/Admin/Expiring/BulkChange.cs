using System.Collections.Immutable;
using System.Globalization;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Admin.Expiring;

/// <summary>What is done to all that was chosen.</summary>
internal enum BulkAction
{
    /// <summary>By the months of the catalog.</summary>
    Renew,

    /// <summary>To a day.</summary>
    Extend,

    Revoke,
}

/// <summary>A level of an organization that was chosen.</summary>
/// <param name="Version">As its page showed the organization; null before that.</param>
internal sealed record ChosenLevel(OrganizationId Organization, StatusLevel Level, long? Version = null)
{
    /// <summary>As a form holds it: <c>organization/level</c> or <c>organization/level/version</c>.</summary>
    public override string ToString() => Version is { } version
        ? string.Create(CultureInfo.InvariantCulture, $"{Name}/{version}")
        : Name;

    /// <summary>Without the version.</summary>
    public string Name => $"{Organization.Value:D}/{Level}";

    public static ChosenLevel? Read(string text) => text.Split('/') switch
    {
        [var id, var letter] when Parse(id, letter) is { } chosen => chosen,
        [var id, var letter, var number] when Parse(id, letter) is { } chosen
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) => chosen with { Version = version },
        _ => null,
    };

    private static ChosenLevel? Parse(string id, string letter) =>
        Uuid.TryParse(id, out var organization) && Words.TryParse<StatusLevel>(letter, out var level)
            ? new(new OrganizationId(organization), level)
            : null;
}

/// <summary>One change of several levels, as its form says it. The fields have the API's names.</summary>
internal sealed record BulkChange
{
    public const string Selection = "selection";

    public const string Action = "action";

    public const string Count = "count";

    /// <summary>The most that one submission changes.</summary>
    public const int Most = 100;

    public required BulkAction What { get; init; }

    public required ImmutableArray<ChosenLevel> Chosen { get; init; }

    public DateTimeOffset? ValidUntil { get; init; }

    public string? Reason { get; init; }

    public bool Notify { get; init; }

    /// <summary>What was chosen, and what is to be done to it.</summary>
    /// <exception cref="ProblemException">Nothing was chosen, too much, or something that is none of ours.</exception>
    public static BulkChange ReadChosen(FormInput input)
    {
        var texts = input.All(Selection);
        var chosen = texts.Take(Most + 1).Select(ChosenLevel.Read).OfType<ChosenLevel>().DistinctBy(one => one.Name, StringComparer.Ordinal)
            .ToImmutableArray();
        new FieldErrors()
            .AddIf(!Words.TryParse<BulkAction>(input[Action], out var action), Action, FormChoices.Missing)
            .AddIf(texts.Count == 0, Selection, FormChoices.Nothing)
            .AddIf(texts.Count > Most, Selection, $"must have at most {Most} items")
            .AddIf(texts.Count is > 0 and <= Most && chosen.Length == 0, Selection, "must name levels of organizations")
            .ThrowIfAny();
        return new() { What = action, Chosen = chosen };
    }

    /// <summary>All of it, as it is to be done.</summary>
    /// <exception cref="ProblemException">Something is missing, or typed wrong.</exception>
    public static BulkChange Read(FormInput input)
    {
        var chosen = ReadChosen(input);
        var errors = new FieldErrors();
        var until = input.Day(errors, "valid_until");
        var reason = input.TextOrNull("reason");
        errors
            .AddIf(chosen.What == BulkAction.Extend && input.TextOrNull("valid_until") is null, "valid_until", "is required")
            .AddIf(chosen.Chosen.Any(one => one.Version is null), Selection, "must come from the preview")
            // Whoever takes levels away says of how many: the number is not copied by a slip.
            .AddIf(
                chosen.What == BulkAction.Revoke
                && input.TextOrNull(Count) != chosen.Chosen.Length.ToString(CultureInfo.InvariantCulture),
                Count, FormConfirmation.Expected)
            .Length("reason", reason, 0, TextLengths.Reason)
            .ThrowIfAny();
        return chosen with { ValidUntil = until, Reason = reason, Notify = input.IsChecked("notify") };
    }

    /// <summary>What is asked of one organization.</summary>
    public StatusCommand CommandFor(ChosenLevel one) => What switch
    {
        BulkAction.Renew => new StatusCommand.Renew(one.Level),
        BulkAction.Extend => new StatusCommand.Renew(one.Level, ValidUntil),
        _ => new StatusCommand.Revoke(one.Level, Reason, Quiet: !Notify),
    };
}
