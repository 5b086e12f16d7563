using StatusLevels.Api.Answers;

namespace StatusLevels.Api.Binding;

/// <summary>Which page of a list a caller asks for.</summary>
/// <param name="After">Where the page before ended; null for the first.</param>
/// <param name="Limit">How many items.</param>
internal sealed record PageQuery<T>(T? After, int Limit)
{
    /// <summary>How many to read: one more than asked for, which tells whether there is a next page.</summary>
    public int Take => Limit + 1;

    /// <summary>Cuts what was read to the page; says in <c>Link</c> where the next one begins.</summary>
    public (IReadOnlyList<TItem> Items, string? Next) Cut<TItem>(
        IReadOnlyList<TItem> read, Func<TItem, string> cursorOf, HttpContext context)
    {
        if (read.Count <= Limit)
        {
            return (read, null);
        }

        var next = cursorOf(read[Limit - 1]);
        NextLink.Set(context, ("cursor", next));
        return ([.. read.Take(Limit)], next);
    }
}
