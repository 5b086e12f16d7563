using StatusLevels.Api.Levels;

namespace StatusLevels.Api.Demo;

/// <summary>An organization of the demo. Each call adds one version, so the version tells where an interrupted demo goes on.</summary>
internal sealed record DemoOrganization(Guid Id, string Name, string Slug, IReadOnlyList<DemoCall> Calls);

/// <summary>A call under <c>/api/admin/organizations/{id}/status-levels</c>.</summary>
internal sealed record DemoCall(HttpMethod Method, string Path, object? Body = null)
{
    public static DemoCall Grant(string level, string notes, DateTimeOffset? validUntil = null) =>
        new(HttpMethod.Post, "", new GrantRequest(level, validUntil, notes));

    public static DemoCall Renew(string level, DateTimeOffset? validUntil = null) =>
        new(HttpMethod.Patch, $"/{level}", new RenewRequest(validUntil));

    public static DemoCall Verify() => new(HttpMethod.Post, "/B/verification");

    public static DemoCall Revoke(string level, string reason) => new(HttpMethod.Delete, $"/{level}", new RevokeRequest(reason));
}

/// <summary>Three organizations with something to look at: one on each level.</summary>
internal static class DemoOrganizations
{
    public static IReadOnlyList<DemoOrganization> At(DateTimeOffset now) =>
    [
        new(Guid.Parse("7b1d6c52-3f0e-4c58-9a41-5d2c8e90a001"), "Ceramics workshop «Глина»", "demo-ceramics",
        [
            DemoCall.Grant("A", "Ceramics workshop «Глина», Pskov. Declaration signed by the owner, Марина Соколова; подписка оплачена по счёту № 118."),
            DemoCall.Grant("B", "Documents checked: registration, lease of the kiln hall, clay supplier. Выезд в мастерскую назначен.", now.AddDays(90)),
            DemoCall.Verify(),
        ]),
        new(Guid.Parse("7b1d6c52-3f0e-4c58-9a41-5d2c8e90a002"), "Honey farm «Липовый цвет»", "demo-honey",
        [
            DemoCall.Grant("A", "Пасека «Липовый цвет», Башкортостан. 140 hives, declared by the beekeeper himself."),
            DemoCall.Grant("B", "Visited in June: hives counted, veterinary passport and honey analysis seen. Мёд соответствует ГОСТу."),
            DemoCall.Grant("C", "On judgement: eleven years of answered reviews on the old site; отзывы переносятся, метрики появятся позже."),
            DemoCall.Verify(),
            DemoCall.Renew("B", now.AddMonths(24)),
        ]),
        new(Guid.Parse("7b1d6c52-3f0e-4c58-9a41-5d2c8e90a003"), "Linen mill «Вологодский лён»", "demo-linen",
        [
            DemoCall.Grant("A", "Linen mill «Вологодский лён», trial month agreed by phone.", now.AddDays(30)),
            DemoCall.Grant("B", "Фабрика проверена по документам: сертификат на ткани до конца года."),
            DemoCall.Revoke("B", "Fabric certificate withdrawn by its issuer; сертификат отозван, ждём новый."),
            DemoCall.Renew("A", now.AddMonths(12)),
        ]),
    ];
}
