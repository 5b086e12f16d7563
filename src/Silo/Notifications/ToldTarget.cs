using System.Collections.Immutable;
using System.Text.Json;

namespace StatusLevels.Silo.Notifications;

/// <summary>Somebody who has heard of an event.</summary>
/// <param name="Channel"><c>in_app</c>, <c>mail</c> or <c>webhook</c>.</param>
/// <param name="Target">Masked: a host, an address without most of its local part, or <c>members</c>.</param>
/// <param name="DeliveredAt">Since when.</param>
public sealed record ToldTarget(string Channel, string Target, DateTimeOffset DeliveredAt)
{
    /// <summary>Members see it in the product from the moment on at which it was committed.</summary>
    internal static ToldTarget InApp(DateTimeOffset at) => new("in_app", "members", at);

    /// <summary>A query for where an event went, as JSON; its arguments are columns.</summary>
    internal static string Of(string organization, string epoch, string number) => $"""
        select coalesce(jsonb_agg(jsonb_build_array(t.channel, t.target, t.delivered_at) order by t.delivered_at, t.target), '[]')::text
        from told as t
        where (t.organization_id, t.epoch, t.number) = ({organization}, {epoch}, {number})
        """;

    /// <summary>What that query finds.</summary>
    internal static ImmutableArray<ToldTarget> Read(string json)
    {
        using var told = JsonDocument.Parse(json);
        return [.. told.RootElement.EnumerateArray().Select(
            one => new ToldTarget(one[0].GetString()!, one[1].GetString()!, one[2].GetDateTimeOffset()))];
    }
}
