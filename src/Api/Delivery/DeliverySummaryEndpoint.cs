using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery;

/// <summary>How delivery stands, on one page.</summary>
internal static class DeliverySummaryEndpoint
{
    private const string Counts = """
        select c.channel, count(*) filter (where d.status = 'pending'), count(*) filter (where d.status = 'delivered'),
               count(*) filter (where d.status = 'failed'), count(*) filter (where d.status = 'cancelled'),
               min(d.created_at) filter (where d.status = 'pending')
        from (values ('webhook'), ('mail')) as c (channel)
        left join statuslevels.deliveries as d
          on d.channel = c.channel and (d.status = 'pending' or d.ended_at > $1)
        group by c.channel order by c.channel desc
        """;

    private const string Rest = """
        select (select held_because from statuslevels.delivery_state where held_at is not null),
               (select count(*) from statuslevels.outbox where delivered_at is null),
               (select count(*) from statuslevels.webhook_endpoints where disabled_at is null and failures = 0),
               (select count(*) from statuslevels.webhook_endpoints where disabled_at is null and failures > 0),
               (select count(*) from statuslevels.webhook_endpoints where disabled_at is not null),
               (select count(*) from statuslevels.untold_notices where fanned_out_at > $1)
        """;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static void MapDeliverySummary(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/admin/deliveries/summary", Read)
        .RequireAuthorization(Policies.PlatformAdmin)
        .WithTags("Webhook endpoints")
        .WithSummary("How delivery stands")
        .WithDescription("What waits, and what ended in the last 24 hours, by channel; whether anything is sent at all; endpoints by state.");

    public static async Task<Ok<DeliverySummary>> Read(HttpContext context, NpgsqlDataSource database, TimeProvider clock)
    {
        var since = clock.GetUtcNow() - Day;
        await using var counts = database.CreateCommand(Counts).With(since);
        var channels = await counts.ReadAllAsync(
            row => new ChannelSummary(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.InstantOrNull(5)),
            context.RequestAborted);
        await using var rest = database.CreateCommand(Rest).With(since);
        var summary = await rest.ReadOneAsync(
            row => new DeliverySummary(
                row.TextOrNull(0), row.GetInt64(1), channels, new(row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)), row.GetInt64(5)),
            context.RequestAborted);
        return TypedResults.Ok(summary!);
    }
}

/// <summary>How delivery stands.</summary>
/// <param name="HeldBecause">Why nothing is sent; null while it is.</param>
/// <param name="Unnumbered">Events that have no place and no deliveries yet.</param>
/// <param name="Channels">Webhooks and mail.</param>
/// <param name="Endpoints">Endpoints by state.</param>
/// <param name="Untold">Notices of the last 24 hours that nobody could be written to about.</param>
internal sealed record DeliverySummary(
    string? HeldBecause, long Unnumbered, IReadOnlyList<ChannelSummary> Channels, EndpointSummary Endpoints, long Untold);

/// <summary>A channel.</summary>
/// <param name="Channel">`webhook` or `mail`.</param>
/// <param name="Pending">What waits.</param>
/// <param name="Delivered">What was taken in the last 24 hours.</param>
/// <param name="Failed">What was given up in the last 24 hours.</param>
/// <param name="Cancelled">What was no longer to be sent, in the last 24 hours.</param>
/// <param name="OldestPendingAt">Since when the oldest waits; null when nothing does.</param>
internal sealed record ChannelSummary(
    string Channel, long Pending, long Delivered, long Failed, long Cancelled, DateTimeOffset? OldestPendingAt);

/// <summary>Endpoints by state.</summary>
/// <param name="Active">Their last answer was a success.</param>
/// <param name="Failing">Their last answer was a failure.</param>
/// <param name="Disabled">Nothing is sent to them.</param>
internal sealed record EndpointSummary(long Active, long Failing, long Disabled);
