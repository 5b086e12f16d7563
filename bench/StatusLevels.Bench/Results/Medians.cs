namespace StatusLevels.Bench.Results;

/// <summary>What the many figures of a run come down to.</summary>
internal static class Medians
{
    public static double Of(IEnumerable<double> figures)
    {
        var ordered = figures.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    /// <summary>So many of the ordered figures are not above this.</summary>
    public static double Quantile(double[] ordered, double share) => ordered[(int)Math.Ceiling(share * ordered.Length) - 1];
}
