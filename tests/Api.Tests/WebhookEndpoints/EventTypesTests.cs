using System.Reflection;
using System.Runtime.CompilerServices;
using StatusLevels.Api.WebhookEndpoints;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Tests.WebhookEndpoints;

/// <summary>What can be chosen is what the domain tells those outside, no more and no less.</summary>
public sealed class EventTypesTests
{
    [Fact]
    public void Every_type_that_the_domain_raises_can_be_heard_of_and_no_other()
    {
        var raised = ByEntry().Concat(ByThemselves()).OfType<string>().Distinct(StringComparer.Ordinal);

        Assert.Equal(raised.Order(StringComparer.Ordinal), EventTypes.All.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(EventTypes.Test, EventTypes.All);
    }

    [Fact]
    public void Every_kind_of_event_with_a_type_of_its_own_is_looked_at() => Assert.Equal(
        ByThemselvesKinds.Select(kind => kind.Name).Order(StringComparer.Ordinal),
        typeof(StatusEvent).GetNestedTypes()
            .Where(
                kind =>
                    kind.GetProperty(
                        // What is news has a type; that of what was imported is told to nobody.
                        "Type",
                        BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null)
            .Select(kind => kind.Name).Order(StringComparer.Ordinal));

    private static Type[] ByThemselvesKinds =>
    [
        typeof(StatusEvent.NoticeRaised), typeof(StatusEvent.UpgradeRequested), typeof(StatusEvent.UpgradeClosed),
        typeof(StatusEvent.OrganizationForgotten),
    ];

    private static IEnumerable<string?> ByEntry() => Enum.GetValues<HistoryAction>()
        .Select(action => With(Bare<StatusEvent.LevelRecovered>(), "Entry", With(Bare<HistoryEntry>(), "Action", action)).OutboxType);

    private static IEnumerable<string?> ByThemselves() =>
    [
        .. Enum.GetValues<NoticeKind>().Select(kind => new StatusEvent.NoticeRaised(With(Bare<Notice>(), "Kind", kind)).OutboxType),
        new StatusEvent.UpgradeRequested(Bare<UpgradeRequest>()).OutboxType,
        .. Enum.GetValues<UpgradeRequestStatus>()
            .Select(status => new StatusEvent.UpgradeClosed(With(Bare<ClosedUpgradeRequest>(), "Status", status)).OutboxType),
        new StatusEvent.OrganizationForgotten().OutboxType,
    ];

    // What else is in it has no part in its type.
    private static T Bare<T>() => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));

    private static T With<T>(T subject, string property, object value)
    {
        typeof(T).GetProperty(property)!.SetValue(subject, value);
        return subject;
    }
}
