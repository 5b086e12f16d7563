using StatusLevels.Api.OrganizationDirectory;

namespace StatusLevels.Api.Demo;

/// <summary>An organization of the demo. Each call adds one version, so the version tells where an interrupted demo goes on.</summary>
internal sealed record DemoOrganization(Guid Id, string Name, string Slug, string Locale, IReadOnlyList<DemoCall> Calls)
{
    /// <summary>Labels of its printed QR codes.</summary>
    public IReadOnlyList<string> QrCodes { get; init; } = [];

    public DirectoryEntryRequest Entry => new(Name, Slug, [$"office@{Slug}.example"], Locale);
}

/// <summary>A level, and what an organization of the demo went through: something to look at on each page.</summary>
internal static class DemoOrganizations
{
    /// <summary>Some ends and notices lie a minute ahead: whoever looks on sees them come by themselves.</summary>
    public static IReadOnlyList<DemoOrganization> At(DateTimeOffset now)
    {
        var soon = now.AddMinutes(1);
        return
        [
            new(Guid.Parse("7b1d6c52-3f0e-4c58-9a41-5d2c8e90a001"), "Ceramics workshop «Глина»", "glina", "en",
            [
                DemoCall.Grant("A", "Ceramics workshop «Глина», Pskov. Declaration signed by the owner; подписка оплачена по счёту № 118."),
                DemoCall.Grant("B", "Documents checked: registration, lease of the kiln hall, clay supplier.", now.AddDays(90)),
                DemoCall.Verify(),
            ])
            {
                QrCodes = ["Stickers on the mugs", "Market stall"],
            },
            new(Guid.Parse("7b1d6c52-3f0e-4c58-9a41-5d2c8e90a002"), "Honey farm «Липовый цвет»", "lipovy-tsvet", "ru",
            [
                DemoCall.Grant("A", "Пасека «Липовый цвет», Башкортостан. 140 hives, declared by the beekeeper himself."),
                DemoCall.Grant("B", "Visited in June: hives counted, veterinary passport and honey analysis seen. Мёд соответствует ГОСТу."),
                DemoCall.Grant("C", "On judgement: eleven years of answered reviews on the old site; отзывы переносятся, метрики появятся позже."),
                DemoCall.Verify(),
                DemoCall.Renew("B", now.AddMonths(24)),
            ])
            {
                QrCodes = ["Крышки банок"],
            },
            new(Guid.Parse("7b1d6c52-3f0e-4c58-9a41-5d2c8e90a003"), "Linen mill «Вологодский лён»", "vologda-linen", "ru",
            [
                DemoCall.Grant("A", "Linen mill «Вологодский лён», trial month agreed by phone.", now.AddDays(30)),
                DemoCall.Grant("B", "Фабрика проверена по документам: сертификат на ткани до конца года."),
                DemoCall.Revoke("B", "Fabric certificate withdrawn by its issuer; сертификат отозван, ждём новый."),
                DemoCall.Renew("A", now.AddMonths(12)),
            ]),
            new(Guid.Parse("7b1d6c52-3f0e-4c58-9a41-5d2c8e90a004"), "Goat dairy «Белая козочка»", "white-goat", "en",
            [
                DemoCall.Grant("A", "Declared by the family, forty goats."),
                DemoCall.Grant("B", "Veterinary papers seen. Runs out in a week: the next visit is due.", soon.AddDays(7)),
            ]),
            new(Guid.Parse("7b1d6c52-3f0e-4c58-9a41-5d2c8e90a005"), "Orchard «Антоновка»", "antonovka", "en",
            [
                DemoCall.Subscription("sub-antonovka", "active", now.AddDays(-40)),
                DemoCall.Subscription("sub-antonovka", "past_due", soon.AddDays(-1)),
            ]),
            new(Guid.Parse("7b1d6c52-3f0e-4c58-9a41-5d2c8e90a006"), "Smokehouse «Онега»", "onega", "ru",
            [
                DemoCall.Subscription("sub-onega", "active", now.AddDays(-12)),
                DemoCall.Ask(
                    "B", "Коптим на ольхе с 2014 года. Приложены ветеринарное заключение и договор на рыбу.",
                    "https://onega.example/papers/veterinary.pdf", "https://onega.example/papers/fish-contract.pdf"),
            ]),
            new(Guid.Parse("7b1d6c52-3f0e-4c58-9a41-5d2c8e90a007"), "Felt boots «Тёплый шаг»", "warm-step", "en",
            [
                DemoCall.Grant("A", "Declared by the master."),
                DemoCall.Grant("B", "Workshop visited; the wool is from two named farms. Ends now: nobody answered about the next visit.", soon),
            ]),
            new(Guid.Parse("7b1d6c52-3f0e-4c58-9a41-5d2c8e90a008"), "Herb garden «Душица»", "oregano", "en",
            [
                DemoCall.Ask("B", "We have just begun. What do you need to see?"),
            ]),
        ];
    }
}
