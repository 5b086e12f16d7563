using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>Compares states and events by everything they hold: records with lists compare those by reference.</summary>
internal static class Books
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new JsonStringEnumConverter() } };

    public static string Json(StatusBook book) => JsonSerializer.Serialize(book, Options);

    public static string Json(ImmutableArray<StatusEvent> events) =>
        JsonSerializer.Serialize(events.Select(happened => new { Kind = happened.GetType().Name, Happened = (object)happened }), Options);

    /// <summary>What does not depend on when something was written down.</summary>
    public static string Holdings(StatusBook book) => JsonSerializer.Serialize(
        new
        {
            book.Epoch,
            book.Forgotten,
            book.Sequence,
            book.EffectiveAt,
            book.A,
            book.B,
            book.C,
            book.AutomaticCBlocked,
            book.Subscriptions,
            book.PendingRequest,
            book.RequestNumber,
            book.LastRequestForB,
            book.LastRequestForC,
            book.CancellationDay,
            book.Cancellations,
            book.Metrics,
            book.AtRiskNotifiedAt,
            book.ForgottenAt,
        },
        Options);
}
