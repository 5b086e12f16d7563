namespace StatusLevels.Api.Checks;

/// <summary>What is known of a check before anybody looks.</summary>
/// <param name="Id">For ever: <c>SL-1nn</c> before the start, <c>SL-2nn</c> of a running product, <c>SL-3nn</c> from outside.</param>
/// <param name="Name">What is looked at, in a word or two.</param>
/// <param name="Expected">How it should be.</param>
/// <param name="Hint">What to do when it is not.</param>
internal sealed record CheckRule(string Id, string Name, string Expected, string Hint)
{
    private const string Page = "docs/checks.md";

    /// <summary>Where more is said about it.</summary>
    public string Doc => $"{Page}#{Id.ToLowerInvariant()}";

    /// <summary>The check of this rule.</summary>
    public Check By(Func<CancellationToken, Task<Finding>> look) => new(this, look);
}

/// <summary>One thing to look at.</summary>
/// <param name="Rule">What it is.</param>
/// <param name="Look">Looks. Whoever is cancelled may go on for a while: nobody waits.</param>
internal sealed record Check(CheckRule Rule, Func<CancellationToken, Task<Finding>> Look);
