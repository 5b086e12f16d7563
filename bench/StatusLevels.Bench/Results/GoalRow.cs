using System.Globalization;

namespace StatusLevels.Bench.Results;

/// <summary>One line of the table of goals.</summary>
/// <param name="What">What was done, and how often.</param>
/// <param name="Product">What the product needed or achieved.</param>
/// <param name="Peer">The same of what it is measured against.</param>
/// <param name="Measured">Their ratio, or the figure itself.</param>
/// <param name="Goal">What it should be.</param>
/// <param name="IsMet">Whether it is.</param>
internal sealed record GoalRow(string What, string Product, string Peer, string Measured, string Goal, bool IsMet)
{
    public static readonly IReadOnlyList<string> Header = ["what", "product", "beside", "measured", "goal", "met"];

    /// <summary>A ratio that should not be lower.</summary>
    public static GoalRow AtLeast(string what, string unit, double product, string peerName, double peer, double goal) =>
        Ratio(what, unit, product, peerName, peer, $"≥ {Text(goal)}", product / peer >= goal);

    /// <summary>A ratio that should not be higher.</summary>
    public static GoalRow AtMost(string what, string unit, double product, string peerName, double peer, double goal) =>
        Ratio(what, unit, product, peerName, peer, $"≤ {Text(goal)}", product / peer <= goal);

    public string[] Cells() => [What, Product, Peer, Measured, Goal, IsMet ? "yes" : "no"];

    public static string Text(double number) =>
        number.ToString(Math.Abs(number) switch { < 10 => "0.##", < 100 => "0.#", _ => "#,0" }, CultureInfo.InvariantCulture);

    private static GoalRow Ratio(string what, string unit, double product, string peerName, double peer, string goal, bool isMet) => new(
        what, $"{Text(product)} {unit}", $"{peerName}: {Text(peer)} {unit}",
        string.Create(CultureInfo.InvariantCulture, $"{product / peer:0.00}"), goal, isMet);
}
