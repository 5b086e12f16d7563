// The whole life of an organization's levels, through the client that was generated from the API document.
// node build/lifecycle.js ADDRESS EMAIL PASSWORD, of a platform admin.
import { anyone, ok, person, refused, same, service } from "./client.js";

declare const process: { argv: string[]; exitCode: number };

async function live(baseUrl: string, email: string, password: string): Promise<void> {
  const path = { organization_id: crypto.randomUUID() };
  const year = new Date().getUTCFullYear();

  const admin = person(baseUrl);
  await refused("sign in with a wrong password", 401, "unauthenticated", admin.POST("/api/session", { body: { email, password: `${password}?` } }));
  const session = await ok("sign in", admin.POST("/api/session", { body: { email, password } }));
  same("role", session.user.platform_role, "platform_admin");

  const member = { email: `${crypto.randomUUID()}@example.org`, password: "three blue lanterns" };
  const user = await ok("create a user", admin.POST("/api/admin/users", { body: { ...member, display_name: "Maria Petrova", platform_role: null } }));
  await ok("enter the organization", admin.PUT("/api/admin/organizations/{organization_id}", {
    params: { path },
    body: { name: "Northern Lights", slug: `northern-lights-${path.organization_id.slice(0, 8)}`, contact_emails: ["office@example.org"], locale: "en" },
  }));
  await ok("make the user an admin of it", admin.PUT("/api/admin/organizations/{organization_id}/members/{user_id}", {
    params: { path: { ...path, user_id: user.id } }, body: { role: "admin" },
  }));

  const maria = person(baseUrl);
  await ok("sign in as the member", maria.POST("/api/session", { body: member }));
  await refused("a member grants nothing", 403, "forbidden", maria.POST("/api/admin/organizations/{organization_id}/status-levels", {
    params: { path }, body: { level: "A" },
  }));

  await ok("grant A", admin.POST("/api/admin/organizations/{organization_id}/status-levels", {
    params: { path }, body: { level: "A", valid_until: `${year + 1}-06-01T00:00:00Z`, notes: "By contract." },
  }));
  await refused("grant A again", 409, "level_already_active", admin.POST("/api/admin/organizations/{organization_id}/status-levels", {
    params: { path }, body: { level: "A" },
  }));
  const seen = await ok("status as anyone", anyone(baseUrl).GET("/api/organizations/{organization_id}/status", { params: { path } }));
  same("level", seen.current_level, "A");
  same("what anyone sees of notes", seen.active_levels[0]?.notes, undefined);

  const renewed = await ok("renew A", admin.PATCH("/api/admin/organizations/{organization_id}/status-levels/{level}", {
    params: { path: { ...path, level: "A" } }, body: { valid_until: `${year + 2}-06-01T00:00:00Z` },
  }));
  same("renewed until", renewed.valid_until?.slice(0, 4), `${year + 2}`);

  const asked = await ok("ask for B", maria.POST("/api/organizations/{organization_id}/status-upgrade-request", {
    params: { path }, body: { target_level: "B", message: "Our papers are up to date.", evidence_urls: ["https://example.org/papers"] },
  }));
  const queue = await ok("the queue", admin.GET("/api/admin/upgrade-requests", { params: { query: { status: "pending", limit: 100 } } }));
  same("waiting", queue.items.some(item => item.id === asked.id), true);
  await refused("reject without a reason", 422, "rejection_reason_required",
    admin.POST("/api/admin/organizations/{organization_id}/upgrade-requests/{request_id}/review", {
      params: { path: { ...path, request_id: asked.id } }, body: { decision: "reject" },
    }));
  const review = await ok("approve", admin.POST("/api/admin/organizations/{organization_id}/upgrade-requests/{request_id}/review", {
    params: { path: { ...path, request_id: asked.id } }, body: { decision: "approve", review_notes: "Papers seen.", comment: "Welcome." },
  }));
  same("answered", [review.status, review.comment], ["approved", "Welcome."]);

  const made = await ok("make a service key", admin.POST("/api/admin/api-keys", { body: { name: "Billing", scopes: ["subscriptions:write"] } }));
  const billing = service(baseUrl, made.key);
  const event = { subscription_id: `sub_${crypto.randomUUID()}`, organization_id: path.organization_id };
  const begun = await ok("a subscription begins", billing.POST("/api/webhooks/subscription-status-changed", { body: { ...event, new_status: "active" } }));
  same("A is held already", begun.data.status_levels.level_a_action.action, "already_active");
  const late = await ok("it is overdue", billing.POST("/api/webhooks/subscription-status-changed", {
    body: { ...event, new_status: "past_due", grace_period_days: 14 },
  }));
  same("subscription", [late.data.old_status, late.data.new_status], ["active", "past_due"]);
  await refused("a key without the scope", 403, "forbidden", billing.GET("/api/admin/organizations/{organization_id}", { params: { path } }));

  const history = await ok("history", maria.GET("/api/organizations/{organization_id}/status-history", { params: { path, query: { per_page: 100 } } }));
  if (typeof history === "string") {
    throw new Error("The history came as CSV, which nobody asked for.");
  }
  same("granted", history.history.filter(entry => entry.action === "granted").map(entry => entry.level).sort(), ["A", "B"]);
  same("total", history.pagination.total, history.history.length);

  const news = await ok("notifications", maria.GET("/api/organizations/{organization_id}/notifications", { params: { path } }));
  const newest = news.items[0];
  same("unread", [news.unread_count, newest?.read], [news.items.length, false]);
  const left = await ok("mark them as read", maria.POST("/api/organizations/{organization_id}/notifications/read", {
    params: { path }, body: { up_to: newest?.id ?? null },
  }));
  same("unread after that", left.unread_count, 0);

  const revoked = await ok("revoke B", admin.DELETE("/api/admin/organizations/{organization_id}/status-levels/{level}", {
    params: { path: { ...path, level: "B" }, query: { notify: true } }, body: { reason: "The registration has ended." },
  }));
  same("revoked", [revoked.level, revoked.notification_sent], ["B", true]);
  await refused("revoke it again", 404, "level_not_active", admin.DELETE("/api/admin/organizations/{organization_id}/status-levels/{level}", {
    params: { path: { ...path, level: "B" } },
  }));
  const end = await ok("status as the member", maria.GET("/api/organizations/{organization_id}/status", { params: { path } }));
  same("what counts", end.active_levels.filter(level => level.is_active).map(level => level.level), ["A"]);

  await ok("revoke the key", admin.DELETE("/api/admin/api-keys/{key_id}", { params: { path: { key_id: made.id } } }));
  await refused("the key opens nothing", 401, "unauthenticated", billing.POST("/api/webhooks/subscription-status-changed", {
    body: { ...event, new_status: "canceled" },
  }));
  await ok("sign out", maria.DELETE("/api/session"));
  await refused("nobody is signed in", 401, "unauthenticated", maria.GET("/api/session"));
}

const [baseUrl = "", email = "", password = ""] = process.argv.slice(2);
live(baseUrl, email, password).then(
  () => console.log("The life of an organization, from the first day to the last."),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
