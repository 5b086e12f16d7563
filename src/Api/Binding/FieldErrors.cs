namespace StatusLevels.Api.Binding;

/// <summary>
/// Collects what is wrong with which field, so that a caller learns everything at once; of a body that is all wrong, the first faults.
/// </summary>
internal sealed class FieldErrors
{
    /// <summary>The key for what concerns the body as a whole.</summary>
    public const string WholeBody = "$";

    private readonly SortedDictionary<string, List<string>> errors = new(StringComparer.Ordinal);
    private int count;

    public bool Any => count > 0;

    /// <summary>As many as a caller is told: to look for more is a waste.</summary>
    public bool AreEnough => count >= ProblemBounds.Faults;

    public FieldErrors Add(string field, string message)
    {
        if (AreEnough)
        {
            return this;
        }

        if (!errors.TryGetValue(field, out var messages))
        {
            errors[field] = messages = [];
        }

        messages.Add(message);
        count++;
        return this;
    }

    public FieldErrors AddIf(bool wrong, string field, string message) => wrong ? Add(field, message) : this;

    /// <summary>A text of <paramref name="min"/> to <paramref name="max"/> Unicode scalars; an absent one is fine.</summary>
    public FieldErrors Length(string field, string? text, int min, int max) =>
        AddIf(
            text is not null && (TextRules.Length(text) < min || TextRules.Length(text) > max),
            field,
            min == 0 ? $"must have at most {max} characters" : $"must have {min} to {max} characters");

    /// <summary>A name that people read: 1 to 200 characters, not only blanks; an absent one is fine.</summary>
    public FieldErrors Name(string field, string? name) =>
        AddIf(name is not null && string.IsNullOrWhiteSpace(name), field, "must not be blank").Length(field, name, 0, TextLengths.Name);

    public Problem ToProblem() =>
        Problem.Invalid(errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal));

    /// <summary>Ends the request with 422 if anything was found.</summary>
    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new ProblemException(ToProblem());
        }
    }
}
