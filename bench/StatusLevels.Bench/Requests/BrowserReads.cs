using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Requests;

/// <summary>The public status of organizations in memory as browsers ask for it, beside the limit, which looks at nothing.</summary>
internal static class BrowserReads
{
    /// <summary>A page that may call with a session.</summary>
    public const string FrontEnd = "https://app.example.org";

    private const int Organizations = 1_000;
    private const double Goal = 0.75;

    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(2);

    private static readonly (string What, string Query, string Headers)[] Kinds =
    [
        ("an allowed Origin", "", $"Origin: {FrontEnd}\r\n"),
        ("a foreign Origin", "", "Origin: https://elsewhere.example.org\r\n"),
        ("cookies of others", "", "Cookie: _ga=GA1.1.2077.1732; theme=dark\r\n"),
        ("Accept-Encoding and Accept-Language", "",
            "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: ru-RU,ru;q=0.9,en;q=0.8\r\n"),
        ("a query", "?lang=ru", ""),
    ];

    public static async Task<IReadOnlyList<GoalRow>> MeasureAsync(RequestOptions options, Pair pair, CancellationToken cancellationToken)
    {
        var organizations = pair.Granted.Product.Take(Organizations).ToArray();
        using var lane = await HttpLane.ConnectAsync(pair.Product.Address, cancellationToken);
        await lane.AskAsync(Paths.Status(organizations[0]), cancellationToken);
        await using var empty = await Peers.EmptyAsync(lane.Body.ToArray(), cancellationToken);
        using var toProduct = await Callers.ConnectAsync(pair.Product.Address, RequestOptions.Connections, cancellationToken);
        using var toEmpty = await Callers.ConnectAsync(empty.Address, RequestOptions.Connections, cancellationToken);

        var rows = new List<GoalRow>();
        foreach (var (what, query, headers) in Kinds)
        {
            var asked = organizations.Select(organization => Paths.Status(organization, query, headers)).ToArray();
            rows.Add(await RowAsync(options, what, toProduct, toEmpty, asked, cancellationToken));
        }

        var held = new List<byte[]>();
        foreach (var organization in organizations)
        {
            await lane.AskAsync(Paths.Status(organization), cancellationToken);
            held.Add(Paths.Status(organization, "", $"If-None-Match: {lane.Header("ETag")}\r\n"));
        }

        rows.Add(await RowAsync(options, "If-None-Match (304)", toProduct, toEmpty, [.. held], cancellationToken));
        return rows;
    }

    private static async Task<GoalRow> RowAsync(
        RequestOptions options, string what, Callers toProduct, Callers toEmpty, byte[][] requests, CancellationToken cancellationToken)
    {
        var (product, empty) = (new List<double>(), new List<double>());
        await toProduct.SaturateAsync(Any, Warmup, cancellationToken);
        await toEmpty.SaturateAsync(Any, Warmup, cancellationToken);
        for (var round = 0; round < options.Rounds; round++)
        {
            product.Add(await toProduct.SaturateAsync(Any, options.Turn, cancellationToken));
            empty.Add(await toEmpty.SaturateAsync(Any, options.Turn, cancellationToken));
        }

        return GoalRow.AtLeast($"public status, warm, with {what}", "/s", Medians.Of(product), "empty", Medians.Of(empty), Goal);

        byte[] Any() => requests[Random.Shared.Next(requests.Length)];
    }
}
