using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Organizations;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api.Tests.UpgradeRequests;

/// <summary>Answers to requests: what they grant, what they need, and who reads what.</summary>
public sealed class UpgradeReviewTests(SharedApi shared) : UpgradeRequestCalls(shared)
{
    [Fact]
    public async Task Approval_grants_the_level_in_the_same_step()
    {
        var request = await RequestAsync("B");
        var until = new DateTimeOffset(TimeProvider.System.GetUtcNow().Year + 2, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var answer = await (await ReviewAsync(request, "approve", "All seen.", until: until, comment: "Welcome.")).ShouldBeOkAsync();

        Assert.Equal(
            ("approved", "All seen.", "Welcome.", 1L),
            (
                answer.Text("status"), answer.Text("review_notes"), answer.Text("comment"),
                answer.GetProperty("granted_sequence").GetInt64()));
        Assert.Equal(until, (await client.StatusAsync(organization)).LevelOf("B")!.Value.GetProperty("valid_until").GetDateTimeOffset());
        var entry = Assert.Single(await client.HistoryAsync(organization));
        Assert.Equal(("granted", request), (entry.Text("action"), entry.GetProperty("metadata").Text("request_id")));
    }

    [Fact]
    public async Task A_rejection_needs_a_reason_that_the_organization_reads()
    {
        var request = await RequestAsync("B");
        Assert.Equal(
            ["rejection_reason"],
            (await (await ReviewAsync(request, "reject")).ShouldBeProblemAsync(422, "rejection_reason_required")).Fields());
        Assert.Equal("pending", Assert.Single(await ListAsync()).Text("status"));

        var answer = await (await ReviewAsync(request, "reject", "Between us.", "Too blurred.")).ShouldBeOkAsync();

        Assert.Equal(("rejected", "Too blurred."), (answer.Text("status"), answer.Text("rejection_reason")));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("comment").ValueKind);
        var listed = Assert.Single(await ListAsync());
        Assert.Equal(
            ("rejected", "Too blurred.", "Between us."),
            (listed.Text("status"), listed.Text("rejection_reason"), listed.Text("review_notes")));
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("comment").ValueKind);
        Assert.True(listed.TryGetProperty("closed_at", out _));
    }

    [Theory]
    [InlineData("approve", "status.upgrade.approved")]
    [InlineData("reject", "status.upgrade.rejected")]
    public async Task A_comment_is_for_the_organization_and_goes_out_with_the_answer(string decision, string type)
    {
        var request = await RequestAsync("B");
        var reason = decision == "reject" ? "Too blurred." : null;

        await (await ReviewAsync(request, decision, "Between us.", reason, comment: "Приходите весной 🙂")).ShouldBeOkAsync();

        Assert.Equal("Приходите весной 🙂", Assert.Single(await ListAsync()).Text("comment"));
        var news = await new TestOrganization(Shared.Api, client) { Id = organization }.ScalarAsync(
            $"select data::text from outbox where organization_id = $1 and type = '{type}'");
        var data = JsonDocument.Parse((string)news!).RootElement;
        Assert.Equal("Приходите весной 🙂", data.Text("comment"));
        Assert.Equal(reason, data.TryGetProperty("rejection_reason", out var why) ? why.GetString() : null);
        Assert.DoesNotContain("Between us.", data.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_is_no_platform_admin_sees_what_became_of_a_request_and_never_the_notes()
    {
        var catalog = Shared.Api.Services.GetRequiredService<StatusLevelCatalog>();
        var asked = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
        var rejected = new StoredUpgradeRequest
        {
            OrganizationId = new OrganizationId(organization),
            Id = Guid.NewGuid(),
            Level = StatusLevel.B,
            Status = UpgradeRequestStatus.Rejected,
            Message = null,
            EvidenceUrls = [],
            RequestedBy = "user-1",
            RequestedAt = asked,
            ClosedAt = asked.AddDays(2),
            ClosedBy = "admin-1",
            ReviewNotes = "Between us.",
            RejectionReason = "Too blurred.",
            GrantSequence = null,
            Comment = "Welcome back.",
        };

        var shown = UpgradeRequestReply.Of(rejected, catalog, "ru", seesNotes: false);

        Assert.Equal(
            ("rejected", "Too blurred.", "admin-1", "Welcome back.", null),
            (shown.Status, shown.RejectionReason, shown.ClosedBy, shown.Comment, shown.ReviewNotes));
    }

    [Fact]
    public async Task An_admins_grant_answers_a_request_for_the_level_that_waits()
    {
        var request = await RequestAsync("B");
        await (await client.GrantAsync(organization, "B")).ShouldBeOkAsync();

        var listed = Assert.Single(await ListAsync());
        Assert.Equal(
            (request, "approved", 1L), (listed.Text("id"), listed.Text("status"), listed.GetProperty("granted_sequence").GetInt64()));
        await (await ReviewAsync(request, "approve")).ShouldBeProblemAsync(409, "upgrade_request_closed");
    }

    [Fact]
    public async Task What_is_closed_stays_closed_and_what_is_unknown_is_404()
    {
        var request = await RequestAsync("B");
        await (await CancelAsync(request)).ShouldBeOkAsync();
        await (await CancelAsync(request)).ShouldBeProblemAsync(409, "upgrade_request_closed");
        await (await ReviewAsync(request, "approve")).ShouldBeProblemAsync(409, "upgrade_request_closed");
        await (await CancelAsync(Guid.NewGuid().ToString())).ShouldBeProblemAsync(404, "upgrade_request_not_found");
        await (await ReviewAsync(Guid.NewGuid().ToString(), "approve")).ShouldBeProblemAsync(404, "upgrade_request_not_found");
        await (await CancelAsync("seven")).ShouldBeProblemAsync(400, "malformed_id");
        await (await ReviewAsync("seven", "approve")).ShouldBeProblemAsync(400, "malformed_id");
    }

    [Fact]
    public async Task A_review_is_checked_field_by_field()
    {
        var request = await RequestAsync("B");
        var answer = await ReviewAsync(request, "maybe", new string('n', 1001), new string('r', 501), comment: new string('c', 1001));
        Assert.Equal(
            ["comment", "decision", "rejection_reason", "review_notes"],
            (await answer.ShouldBeProblemAsync(422, "validation_failed")).Fields());
        await (await ReviewAsync(request, "approve", until: DateTimeOffset.UnixEpoch)).ShouldBeProblemAsync(422, "valid_until_in_past");
        Assert.Equal("pending", Assert.Single(await ListAsync()).Text("status"));
    }
}
