using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Pages.Admin.Expiring;

namespace StatusLevels.Api.Tests.Pages;

/// <summary>Many changes by one form: when its time is up it stops, says what is left, and goes on where it stopped.</summary>
public sealed class BulkChangeTests
{
    private const int Levels = 5;
    private const int InTime = 2;

    [Theory]
    [InlineData("extend")]
    [InlineData("revoke")]
    public async Task It_stops_when_its_time_is_up_and_goes_on_with_what_is_left(string action)
    {
        await using var api = await TestApi.StartAsync(services: services => services.AddSingleton(
            provider => ActivatorUtilities.CreateInstance<BulkChanges>(provider, new HurriedClock())));
        using var browser = await api.SignedInAsync();
        var now = TimeProvider.System.GetUtcNow();
        var organizations = new List<TestOrganization>();
        for (var count = 0; count < Levels; count++)
        {
            organizations.Add(new(api, browser));
            using var granted = await organizations[^1].GrantAsync(
                $$"""{"level":"B","valid_until":"{{now.AddDays(100):yyyy-MM-dd}}T00:00:00Z"}""");
            Assert.Equal(HttpStatusCode.OK, granted.StatusCode);
        }

        var list = await browser.GetStringAsync("/admin/expiring?days=366", TestContext.Current.CancellationToken);
        var preview = await SendAsync(
            browser, "/admin/expiring/preview",
            [.. SentForms.HiddenOf(SentForms.To(list, "/admin/expiring/preview")).Where(field => field.Key != "selection"),
                new("action", action),
                .. organizations.Select(one => KeyValuePair.Create("selection", $"{one.Id}/B"))]);
        var form = SentForms.To(preview, "/admin/expiring/changes");
        KeyValuePair<string, string>[] typed = action == "extend"
            ? [new("valid_until", $"{now.AddDays(300):yyyy-MM-dd}")]
            : [new("count", $"{Levels}")];
        var answer = await SendAsync(browser, "/admin/expiring/changes", [.. SentForms.HiddenOf(form), .. typed]);
        var key = SentForms.HiddenOf(form).Single(field => field.Key == "idempotency_key").Value;

        for (var done = InTime; done < Levels; done += InTime)
        {
            var left = Levels - done;
            Assert.Equal(InTime, Count(answer, "done"));
            Assert.Equal(left, Count(answer, "not_begun"));
            var next = SentForms.HiddenOf(SentForms.To(answer, "/admin/expiring/changes"));
            Assert.Equal(left, next.Count(field => field.Key == "selection"));
            Assert.Contains(KeyValuePair.Create("idempotency_key", key), next);
            answer = await SendAsync(browser, "/admin/expiring/changes", next);
        }

        Assert.Equal((Levels % InTime, 0), (Count(answer, "done"), Count(answer, "not_begun")));
        Assert.DoesNotContain("action=\"/admin/expiring/changes\"", answer, StringComparison.Ordinal);
        foreach (var organization in organizations)
        {
            var history = await organization.HistoryAsync();
            Assert.Equal(2, history.GetProperty("history").GetArrayLength());
        }
    }

    private static async Task<string> SendAsync(HttpClient browser, string address, KeyValuePair<string, string>[] fields)
    {
        using var answer = await browser.PostAsync(address, new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, page);
        return page;
    }

    private static int Count(string page, string outcome) => page.Split($"data-outcome=\"{outcome}\"").Length - 1;

    /// <summary>Three seconds pass from each look to the next: two of them are within the time, the third is not.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        private long looks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Increment(ref looks) * 3 * TimeSpan.TicksPerSecond;
    }
}
