namespace StatusLevels.Api.Answers;

/// <summary>The header that leads to the next page of a list: the address that was asked, with other parameters.</summary>
internal static class NextLink
{
    public static void Set(HttpContext context, params (string Name, string Value)[] changed)
    {
        var kept = context.Request.Query
            .Where(pair => !changed.Any(other => other.Name == pair.Key))
            .Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.ToString()));
        var query = changed.Aggregate(QueryString.Create(kept), (asked, other) => asked.Add(other.Name, other.Value));
        context.Response.Headers.Link = $"<{context.Request.Path}{query}>; rel=\"next\"";
    }
}
