using System.Text;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>Lists of ten thousand: a page of them is as small as one of a few, and leads on to the others.</summary>
[Collection(nameof(OwnProduct))]
public sealed class LargeListTests(OwnProduct own) : BrowserTest(own.Product)
{
    private const int MostBytes = 256 * 1024;

    private const string Fill = """
        insert into organizations (organization_id, name, slug, created_at, updated_at)
        select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Bakery number ' || n, 'bakery-' || n, now(), now()
        from generate_series(1, 10000) as n;
        insert into organization_status (organization_id, epoch, version, current_level, in_grace, level_c_blocked, last_sequence, outbox_number, recorded_at)
        select organization_id, 1, 1, 'B', false, false, 0, 0, now() from organizations where slug like 'bakery-%';
        insert into organization_status_levels
          (organization_id, level, id, state, granted_at, granted_by_kind, valid_from, valid_until, counts_until, on_judgement)
        select organization_id, 'B', gen_random_uuid(), 'active', now(), 'system', now(), now() + interval '20 days', now() + interval '20 days', false
        from organizations where slug like 'bakery-%';
        insert into users (id, email, email_key, display_name, created_at)
        select gen_random_uuid(), 'baker-' || n || '@example.org', 'baker-' || n || '@example.org', 'Baker ' || n, now()
        from generate_series(1, 10000) as n;
        insert into api_keys (id, name, key_hash, prefix, scopes, created_at, created_by)
        select gen_random_uuid(), 'key ' || n, sha256(n::text::bytea), 'slk_', '{events:read}', now(), 'a test' from generate_series(1, 10000) as n;
        insert into admin_audit (at, actor_kind, action, subject_kind, subject_id)
        select now(), 'system', 'user.updated', 'user', n::text from generate_series(1, 10000) as n;
        insert into webhook_endpoints (id, owned_by, url, secret, created_at, created_by, updated_at)
        select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'platform', 'https://hooks.example.org/' || n, '\x00', now(), 'a test', now()
        from generate_series(1, 10000) as n;
        insert into deliveries (channel, endpoint_id, organization_id, epoch, number, version, type, status, ended_at)
        select 'webhook', '00000000-0000-7000-8000-000000000001', '00000000-0000-4000-8000-000000000001', 1, n, n, 'status.level.granted', 'delivered', now()
        from generate_series(1, 10000) as n
        """;

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_page_of_ten_thousand_is_small_and_leads_on()
    {
        var page = await SignedInAsync(ProductInBrowser.AdminEmail, width: 320);
        await using (var fill = (await Product.DatabaseAsync()).DataSource.CreateCommand(Fill))
        {
            fill.CommandTimeout = 120;
            await fill.ExecuteNonQueryAsync(Cancelled);
        }

        foreach (var address in new[]
        {
            "/admin/organizations", "/admin/expiring", "/admin/accounts", "/admin/keys", "/admin/audit", "/admin/webhooks",
            "/admin/webhooks/00000000-0000-7000-8000-000000000001",
        })
        {
            var answer = await page.GotoAsync(address);
            Assert.Equal(200, answer!.Status);
            var first = await answer.TextAsync();
            Assert.InRange(Encoding.UTF8.GetByteCount(first), 1, MostBytes);

            var next = page.Locator("main a[rel=next]");
            Assert.True(await next.CountAsync() == 1, $"{address} does not lead on.");
            var led = await page.RunAndWaitForResponseAsync(() => next.ClickAsync(), answer => answer.Request.IsNavigationRequest);
            Assert.Equal(200, led.Status);
            Assert.InRange(Encoding.UTF8.GetByteCount(await led.TextAsync()), 1, MostBytes);
            await PictureAsync(page, $"many{address.Replace('/', '-')[..Math.Min(address.Length, 24)]}-320");
        }

        await page.GotoAsync("/admin/expiring");
        Assert.Equal("10,000", await page.Locator(".choices a[aria-current] .small").InnerTextAsync());
    }
}
