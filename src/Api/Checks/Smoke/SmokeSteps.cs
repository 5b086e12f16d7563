using System.Text.Json;
using StatusLevels.Api.Hosting.Client;

namespace StatusLevels.Api.Checks.Smoke;

/// <summary>The steps, each of which stands on those before.</summary>
internal sealed partial class SmokeSteps(
    ProductClient product, SmokeCaller caller, AdminCredentials credentials, ThrowAway organization, TimeProvider clock)
{
    private readonly HashSet<string> passed = new(StringComparer.Ordinal);
    private string? bareBadge;
    private bool isSignedIn;

    // It was seen to be nobody's: from then on it may be forgotten.
    private bool isOurs;

    public IReadOnlyList<Check> All() =>
    [
        Step(SmokeRules.Product, null, ProductAsync),
        Step(SmokeRules.SignIn, SmokeRules.Product, SignInAsync),
        Step(SmokeRules.Organization, SmokeRules.SignIn, EnterAsync),
        Step(SmokeRules.Levels, SmokeRules.Product, LevelsAsync),
        Step(SmokeRules.Grant, SmokeRules.Organization, GrantAsync),
        Step(SmokeRules.Badge, SmokeRules.Grant, BadgeAsync),
        Step(SmokeRules.Request, SmokeRules.Grant, RequestAsync),
        Step(SmokeRules.History, SmokeRules.Request, HistoryAsync),
        Step(SmokeRules.Refusals, SmokeRules.Organization, RefusalsAsync),
        Step(SmokeRules.Revoke, SmokeRules.Request, RevokeAsync),
        Step(SmokeRules.Speed, SmokeRules.Product, _ => Task.FromResult(Speed())),
    ];

    /// <summary>Whatever became of the others.</summary>
    public Check Last() => SmokeRules.Forgotten.By(ForgetAsync);

    private Check Step(CheckRule rule, CheckRule? first, Func<CancellationToken, Task<Finding>> look) => rule.By(async token =>
    {
        if (first is not null && !passed.Contains(first.Id))
        {
            return Finding.After(first);
        }

        var finding = await look(token);
        if (finding.Status != CheckStatus.Fail)
        {
            passed.Add(rule.Id);
        }

        return finding;
    });

    private async Task<Finding> ProductAsync(CancellationToken cancellationToken)
    {
        SmokeAnswer ready;
        try
        {
            ready = await caller.AskAsync(HttpMethod.Get, "readyz", cancellationToken, asStranger: true);
        }
        catch (HttpRequestException exception)
        {
            return Finding.Fail($"nobody answers ({Word.Kind(exception)})");
        }
        catch (JsonException)
        {
            return Finding.Fail($"what answers is no StatusLevels");
        }

        return ready.Text("status") switch
        {
            "ready" => Finding.Ok($"it is ready"),
            null => Finding.Fail($"what answers is no StatusLevels ({ready.Told})"),
            _ => Finding.Fail($"it is not ready ({ready.Told})"),
        };
    }

    private async Task<Finding> SignInAsync(CancellationToken cancellationToken)
    {
        await product.SignInAsync(credentials, cancellationToken);
        isSignedIn = true;
        var session = await caller.AskAsync(HttpMethod.Get, "api/admin/organizations?limit=1", cancellationToken);
        return session.IsOk ? Finding.Ok($"signed in") : Finding.Fail($"whoever signed in is no platform admin ({session.Told})");
    }

    private async Task<Finding> EnterAsync(CancellationToken cancellationToken)
    {
        await ForgetAbandonedAsync(cancellationToken);
        var status = await caller.AskAsync(HttpMethod.Get, organization.Status, cancellationToken);
        var entry = await caller.AskAsync(HttpMethod.Get, organization.Admin, cancellationToken);
        if (!status.IsOk || !entry.IsOk)
        {
            return Finding.Fail($"it cannot be looked at ({status.Told}, {entry.Told})");
        }

        if (status.Number("version") != 0 || entry.Text("name") is not null || entry.Json.GetProperty("members").GetArrayLength() > 0)
        {
            return Finding.Fail($"the organization is somebody's, or was: nothing was done to it");
        }

        isOurs = true;
        var made = await caller.AskAsync(
            HttpMethod.Put, organization.Admin, cancellationToken,
            $$"""{"name":"{{organization.Slug}}","slug":"{{organization.Slug}}","contact_emails":[],"locale":"en"}""");
        bareBadge = await MessageAsync(cancellationToken);
        return made.IsOk ? Finding.Ok($"{Word.Name(organization.Id.ToString())}") : Finding.Fail($"it cannot be entered ({made.Told})");
    }

    private async Task ForgetAbandonedAsync(CancellationToken cancellationToken)
    {
        var listed = await caller.AskAsync(HttpMethod.Get, $"api/admin/organizations?q={ThrowAway.Prefix}&limit=100", cancellationToken);
        foreach (var item in listed.IsOk ? listed.Json.GetProperty("items").EnumerateArray() : default)
        {
            if (ThrowAway.Left(item.GetProperty("id").GetString(), item.GetProperty("slug").GetString(), clock.GetUtcNow()) is { } left)
            {
                await caller.AskAsync(HttpMethod.Delete, left.Admin, cancellationToken);
            }
        }
    }

    private async Task<Finding> ForgetAsync(CancellationToken cancellationToken)
    {
        if (!isSignedIn || !isOurs)
        {
            return Finding.Ok($"nothing was made");
        }

        var forgotten = await caller.AskAsync(HttpMethod.Delete, organization.Admin, cancellationToken);
        var entry = await caller.AskAsync(HttpMethod.Get, organization.Admin, cancellationToken);
        var history = await caller.AskAsync(HttpMethod.Get, organization.History, cancellationToken);
        await product.SignOutAsync(cancellationToken);
        return forgotten.IsOk && entry.IsOk && entry.Text("name") is null && history.Number("pagination", "total") == 0
            ? Finding.Ok($"only its tombstone and the lines of the audit")
            : Finding.Fail($"{Word.Name(organization.Id.ToString())} could not be forgotten ({forgotten.Told})");
    }
}
