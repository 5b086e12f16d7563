using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Mail;

/// <summary>An address that a mail server refused for good; nothing is sent to it.</summary>
/// <param name="Address">The address, as it is compared.</param>
/// <param name="Since">Since when.</param>
/// <param name="Reason">What was said of it.</param>
internal sealed record FailingAddress(string Address, DateTimeOffset Since, string? Reason);

/// <summary>Reads the addresses that mail does not arrive at.</summary>
internal sealed class FailingAddresses(NpgsqlDataSource database)
{
    private const string Newest = """
        select address_key, failing_since, reason from statuslevels.failing_addresses order by failing_since desc, address_key limit $1
        """;

    /// <summary>So many of them, those that failed last first.</summary>
    public async Task<IReadOnlyList<FailingAddress>> ReadAsync(int take, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Newest).With(take);
        return await command.ReadAllAsync(
            row => new FailingAddress(row.GetString(0), row.Instant(1), row.TextOrNull(2)), cancellationToken);
    }
}
