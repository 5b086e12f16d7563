using System.Collections.Concurrent;
using System.Threading.Channels;
using Npgsql;
using StatusLevels.Api.Accounts;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Mail;

/// <summary>
/// Notes the verified addresses of members who sign in with an issuer of tokens and have no account here: to the hour, and without anybody
/// waiting for it.
/// </summary>
internal sealed partial class KnownAddresses(
    NpgsqlDataSource database, TimeProvider time, ILogger<KnownAddresses> logger) : BackgroundService
{
    private const int MostWaiting = 1_000;
    private const int MostRemembered = 10_000;

    private const string Note = """
        insert into statuslevels.known_addresses (user_id, email, address_key, verified_at, name, locale) values ($1, $2, $3, $4, $5, $6)
        on conflict (user_id) do update
        set (email, address_key, verified_at, name, locale)
            = (excluded.email, excluded.address_key, excluded.verified_at, excluded.name, excluded.locale)
        """;

    private static readonly TimeSpan Resolution = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (VerifiedAddress Address, DateTimeOffset At)> noted = new(StringComparer.Ordinal);
    private readonly Channel<(string UserId, VerifiedAddress Address, DateTimeOffset At)> waiting =
        Channel.CreateBounded<(string, VerifiedAddress, DateTimeOffset)>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>The issuer vouches for this address; it counts of members.</summary>
    /// <param name="userId">Whose it is.</param>
    /// <param name="rights">What they may.</param>
    /// <param name="verified">The address; null: the issuer vouches for none.</param>
    public void Seen(string userId, UserRights rights, VerifiedAddress? verified)
    {
        if (verified is not { } address || rights is { IsDisabled: true } or { Memberships.Count: 0 })
        {
            return;
        }

        var now = time.GetUtcNow();
        if (noted.TryGetValue(userId, out var last) && last.Address == address && now - last.At < Resolution)
        {
            return;
        }

        if (noted.Count >= MostRemembered)
        {
            noted.Clear();
        }

        noted[userId] = (address, now);
        waiting.Writer.TryWrite((userId, address, now));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (userId, address, at) in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await using var command = database.CreateCommand(Note).With(
                    userId, address.Email, EmailAddress.Key(address.Email), at, SqlValue.Text(address.Name), SqlValue.Text(address.Locale));
                await command.ExecuteNonQueryAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                noted.TryRemove(userId, out _);
                LogNotNoted(exception.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A verified address of a member could not be noted; that is tried again when the member calls next. {Reason}")]
    private partial void LogNotNoted(string reason);
}
