using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Problems;

/// <summary>What went wrong this time, to be said in any language of the product.</summary>
/// <param name="Name">Its name among the words, behind <c>detail.</c>.</param>
/// <param name="Values">What stands in its braces.</param>
internal sealed record Sentence(string Name, params (string Name, string Value)[] Values)
{
    public static implicit operator Sentence(string name) => new(name);

    public string In(Phrases words) => words.Say($"detail.{Name}", Values);
}
