using System.Net;
using System.Text.Json;

namespace StatusLevels.Api.Checks.Smoke;

/// <summary>What a level goes through, from the first page to its end.</summary>
internal sealed partial class SmokeSteps
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(2);

    private async Task<Finding> LevelsAsync(CancellationToken cancellationToken)
    {
        var english = await caller.AskAsync(HttpMethod.Get, "api/status-levels/info", cancellationToken, asStranger: true);
        var russian = await caller.AskAsync(HttpMethod.Get, "api/status-levels/info", cancellationToken, asStranger: true, language: "ru");
        var page = await caller.AskAsync(HttpMethod.Get, "levels", cancellationToken, asStranger: true);
        return !english.IsOk || !russian.IsOk ? Finding.Fail($"the levels are not told ({english.Told}, {russian.Told})")
            : english.Json.GetRawText() == russian.Json.GetRawText() ? Finding.Fail($"they are told in one language only")
            : page.IsOk && page.Type == "text/html" ? Finding.Ok($"both, and the page")
            : Finding.Fail($"the page is not there ({page.Told})");
    }

    private async Task<Finding> GrantAsync(CancellationToken cancellationToken)
    {
        var granted = await caller.AskAsync(
            HttpMethod.Post, $"{organization.Admin}/status-levels", cancellationToken, """{"level":"A","notes":"smoke"}""");
        if (!granted.IsOk)
        {
            return Finding.Fail($"A cannot be granted ({granted.Told})");
        }

        var bySlug = await caller.AskAsync(
            HttpMethod.Get, $"api/organizations/by-slug/{organization.Slug}/status", cancellationToken, asStranger: true);
        return await LevelAsync(cancellationToken) == "A" && bySlug.Text("current_level") == "A"
            ? Finding.Ok($"everybody sees A")
            : Finding.Fail($"A was granted, and is not shown to everybody");
    }

    private async Task<Finding> BadgeAsync(CancellationToken cancellationToken)
    {
        var picture = await caller.AskAsync(
            HttpMethod.Get, $"badges/{organization.Slug}.svg?style=card", cancellationToken, asStranger: true);
        return !picture.IsOk || picture.Type != "image/svg+xml" ? Finding.Fail($"there is no picture ({picture.Told})")
            : await MessageAsync(cancellationToken) is { } shown && shown != bareBadge ? Finding.Ok($"it shows the level")
            : Finding.Fail($"it does not show the level");
    }

    private async Task<Finding> RequestAsync(CancellationToken cancellationToken)
    {
        var asked = await caller.AskAsync(
            HttpMethod.Post, $"api/organizations/{organization.Id}/status-upgrade-request", cancellationToken, """{"target_level":"B","message":"smoke"}""");
        if (asked.Text("id") is not { } id)
        {
            return Finding.Fail($"B cannot be asked for ({asked.Told})");
        }

        var reviewed = await caller.AskAsync(
            HttpMethod.Post, $"{organization.Admin}/upgrade-requests/{Uri.EscapeDataString(id)}/review", cancellationToken,
            """{"decision":"approve","review_notes":"smoke"}""");
        return !reviewed.IsOk ? Finding.Fail($"the request cannot be reviewed ({reviewed.Told})")
            : await LevelAsync(cancellationToken) == "B" ? Finding.Ok($"everybody sees B")
            : Finding.Fail($"the request was approved, and B is not shown");
    }

    private async Task<Finding> HistoryAsync(CancellationToken cancellationToken)
    {
        var whole = await caller.AskAsync(HttpMethod.Get, organization.History, cancellationToken);
        var total = whole.Number("pagination", "total") ?? 0;
        var numbers = new List<long>();
        for (var page = 1; page <= total; page++)
        {
            var one = await caller.AskAsync(HttpMethod.Get, $"{organization.History}?per_page=1&page={page}", cancellationToken);
            numbers.AddRange(
                one.IsOk ? one.Json.GetProperty("history").EnumerateArray().Select(entry => entry.GetProperty("sequence").GetInt64()) : []);
        }

        var expected = Enumerable.Range(1, (int)total).Reverse().Select(number => (long)number);
        if (total < 2 || !numbers.SequenceEqual(expected))
        {
            return Finding.Fail($"{total} entries, and {numbers.Count} in pages of one");
        }

        var apart = (clock.GetUtcNow() - whole.Json.GetProperty("history")[0].GetProperty("recorded_at").GetDateTimeOffset()).Duration();
        var proof = await caller.AskAsync(HttpMethod.Get, $"{organization.History}/verification", cancellationToken);
        return proof.Json.ValueKind != JsonValueKind.Object
            || !proof.Json.GetProperty("valid").GetBoolean() ? Finding.Fail($"the hashes do not add up ({proof.Told})")
            : apart > ClocksApart ? Finding.Warn($"its time and the one here are {apart} apart")
            : Finding.Ok($"{total} entries, in pages of one");
    }

    private async Task<Finding> RefusalsAsync(CancellationToken cancellationToken)
    {
        var stranger = await caller.AskAsync(
            HttpMethod.Post, $"{organization.Admin}/status-levels", cancellationToken, """{"level":"A"}""", asStranger: true);
        var malformed = await caller.AskAsync(HttpMethod.Get, "api/organizations/not-an-id/status", cancellationToken, asStranger: true);
        return stranger.Status != HttpStatusCode.Unauthorized ? Finding.Fail($"a stranger who grants is answered with {stranger.Told}")
            : malformed.Status != HttpStatusCode.BadRequest
                || malformed.Text("code") is null ? Finding.Fail($"a malformed id is answered with {malformed.Told}")
            : Finding.Ok($"they are");
    }

    private async Task<Finding> RevokeAsync(CancellationToken cancellationToken)
    {
        foreach (var level in (string[])["B", "A"])
        {
            var revoked = await caller.AskAsync(
                HttpMethod.Delete, $"{organization.Admin}/status-levels/{level}?reason=smoke&notify=false", cancellationToken);
            if (!revoked.IsOk)
            {
                return Finding.Fail($"{Word.Name(level)} cannot be revoked ({revoked.Told})");
            }
        }

        return await LevelAsync(cancellationToken) != "0" ? Finding.Fail($"the level is still shown")
            : await MessageAsync(cancellationToken) != bareBadge ? Finding.Fail($"the badge still shows a level")
            : Finding.Ok($"it is gone");
    }

    private Finding Speed()
    {
        var usual = caller.Usual ?? TimeSpan.Zero;
        return usual > Quick
            ? Finding.Warn($"{caller.Count} answers, 19 of 20 of them within {usual}")
            : Finding.Ok($"{caller.Count} answers, 19 of 20 of them within {usual}");
    }

    private async Task<string?> LevelAsync(CancellationToken cancellationToken) =>
        (await caller.AskAsync(HttpMethod.Get, organization.Status, cancellationToken, asStranger: true)).Text("current_level");

    private async Task<string?> MessageAsync(CancellationToken cancellationToken) =>
        (await caller.AskAsync(HttpMethod.Get, $"badges/{organization.Id}.json", cancellationToken, asStranger: true)).Text("message");
}
