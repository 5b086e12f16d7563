namespace StatusLevels.Api.Tests.History;

/// <summary>Whether a history is what was written, as members and platform admins can ask.</summary>
public sealed class VerificationTests(SharedApi shared)
{
    private static readonly string[] WhenValid = ["valid", "entries", "head_hash"];

    private async Task<(string Text, string[] Names)> VerifyAsync(TestOrganization organization)
    {
        using var answer = await shared.Admin.GetAsync($"{organization.Address}/status-history/verification", []);
        var verdict = await answer.ShouldBeOkAsync();
        Assert.Equal("no-store, private", answer.Headers.CacheControl?.ToString());
        return (verdict.GetRawText(), verdict.Names());
    }

    [Fact]
    public async Task A_history_that_is_what_was_written_is_valid()
    {
        var organization = await shared.OrganizationWithAsync("ABC");
        var head = (await organization.HistoryAsync()).GetProperty("history")[0].Text("hash");

        var (text, names) = await VerifyAsync(organization);

        Assert.Equal(WhenValid, names);
        Assert.Equal($$"""{"valid":true,"entries":3,"head_hash":"{{head}}"}""", text);
    }

    [Fact]
    public async Task An_organization_that_nobody_touched_has_a_valid_history_without_entries() =>
        Assert.Equal("""{"valid":true,"entries":0,"head_hash":null}""", (await VerifyAsync(shared.Organization())).Text);

    [Fact]
    public async Task A_history_that_somebody_changed_by_hand_says_from_where_on()
    {
        var organization = await shared.OrganizationWithAsync("ABC");
        await TamperAsync($"update organization_status_history set action = 'auto_granted' where organization_id = '{organization.Id}' and sequence = 2");

        var (text, names) = await VerifyAsync(organization);

        Assert.Equal([.. WhenValid, "first_broken_sequence"], names);
        Assert.StartsWith("""{"valid":false,"entries":3,""", text, StringComparison.Ordinal);
        Assert.EndsWith("""first_broken_sequence":2}""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_somebody_cut_short_is_not_valid()
    {
        var organization = await shared.OrganizationWithAsync("ABC");
        await TamperAsync($"delete from organization_status_history where organization_id = '{organization.Id}' and sequence = 3");

        Assert.EndsWith("""first_broken_sequence":3}""", (await VerifyAsync(organization)).Text, StringComparison.Ordinal);
    }

    // Not even the owner changes an entry by accident: triggers are in the way, and have to be put out of it.
    private async Task TamperAsync(string sql) => Assert.Equal(1, await shared.Api.Database.TamperAsync(sql));
}
