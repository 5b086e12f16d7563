using Npgsql;

namespace StatusLevels.Api.Delivery;

/// <summary>
/// Makes the deliveries of one channel for the events that were just numbered: those with a position above <c>taken_from</c> and up to
/// <c>position</c> of <c>event_sequence</c>. Runs in the transaction that numbered them, <c>taken_by</c>; in another there are none.
/// </summary>
internal interface IFanOut
{
    /// <summary>The statement.</summary>
    NpgsqlBatchCommand Command();
}
