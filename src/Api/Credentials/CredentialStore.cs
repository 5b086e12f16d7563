using System.Data;
using System.Security.Cryptography;
using Npgsql;
using StatusLevels.Silo.Sql;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Credentials;

/// <summary>Reads and gives the places of credentials in the status lists, and what does not count there.</summary>
internal sealed class CredentialStore(NpgsqlDataSource database)
{
    // A list is half full at most: so many places that are taken do not come one after the other.
    private const int MostTries = 64;

    private const string Find = """
        select c.list, c.index, c.epoch, c.sequence, h.hash
        from statuslevels.credential_indexes as c
        join statuslevels.organization_status_history as h
            on h.organization_id = c.organization_id and h.epoch = c.epoch and h.sequence = c.sequence
        where c.holding = $1
        """;

    private const string Grants = """
        select h.epoch, h.sequence
        from statuslevels.organization_status as s
        join statuslevels.organization_status_history as h on h.organization_id = s.organization_id and h.epoch = s.epoch
        where s.organization_id = $1 and h.level = $2 and h.action = any ($3)
        order by h.sequence desc
        """;

    private const string Give = "select statuslevels.give_credential_index($1, $2, $3, $4, $5, $6)";

    private const string Text =
        "select canonical, previous_hash from statuslevels.organization_status_history where organization_id = $1 and epoch = $2 and sequence = $3";

    private const string Bits = "select revoked, suspended from statuslevels.credential_lists where number = $1";

    private const string Fold = "select statuslevels.fold_credential_list($1)";

    private const string Forgotten =
        "select forgotten_at from statuslevels.organization_status where organization_id = $1 and last_sequence = 0";

    private static readonly string[] Granting = [Words.Of(HistoryAction.Granted), Words.Of(HistoryAction.AutoGranted)];

    /// <summary>The place of a holding, given now if it has none; null: nobody holds it any more.</summary>
    public async Task<CredentialPlace?> PlaceAsync(
        OrganizationId organization, StatusLevel level, Guid holding, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await FindAsync(holding, cancellationToken) is { } place)
            {
                return place;
            }

            if (await FindEntryAsync(organization, level, holding, cancellationToken) is not { } entry)
            {
                return null;
            }

            await using var command = database.CreateCommand(Give).With(
                organization.Value, Words.Of(level), holding, entry.Epoch, entry.Sequence,
                RandomNumberGenerator.GetInt32(Bitstring.FewestEntries));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        throw new InvalidOperationException("No free place was found in the newest status list.");
    }

    /// <summary>What does not count in a list at this instant; null: there is no such list.</summary>
    public async Task<ListedPlaces?> FindListAsync(int list, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // What is folded between the two questions would be in neither answer.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var bits = transaction.Command(Bits).With(list);
        var found = await bits.ReadOneAsync(
            static row => new ListedPlaces(row.GetFieldValue<byte[]>(0), row.GetFieldValue<byte[]>(1), []), cancellationToken);
        if (found is null)
        {
            return null;
        }

        await using var standings = transaction.Command(CredentialStanding.OfList).With(list, at);
        return found with { NotCounting = await standings.ReadAllAsync(CredentialStanding.Of, cancellationToken) };
    }

    /// <summary>Keeps what is over for good in a list as bits: then it is read without them.</summary>
    public async Task FoldAsync(int list, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Fold).With(list);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The text of an entry and the hash of the one before it; null: it is gone.</summary>
    public async Task<(string Canonical, string PreviousHash)?> TextAsync(
        OrganizationId organization, int epoch, long sequence, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Text).With(organization.Value, epoch, sequence);
        var found = await command.ReadAllAsync(static row => (row.GetString(0), row.GetString(1)), cancellationToken);
        return found is [var text] ? text : null;
    }

    /// <summary>When the organization was forgotten; null: it was not, or has begun anew.</summary>
    public async Task<DateTimeOffset?> ForgottenAtAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Forgotten).With(organization.Value);
        var found = await command.ReadAllAsync(static row => row.InstantOrNull(0), cancellationToken);
        return found is [var forgottenAt] ? forgottenAt : null;
    }

    private async Task<CredentialPlace?> FindAsync(Guid holding, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find).With(holding);
        return await command.ReadOneAsync(
            static row => new CredentialPlace(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetInt64(3), row.GetString(4)),
            cancellationToken);
    }

    // A holding is named after the entry that gave it: what was granted to it later is not meant.
    private async Task<(int Epoch, long Sequence)?> FindEntryAsync(
        OrganizationId organization, StatusLevel level, Guid holding, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Grants).With(organization.Value, Words.Of(level), Granting);
        var grants = await command.ReadAllAsync(static row => (Epoch: row.GetInt32(0), Sequence: row.GetInt64(1)), cancellationToken);
        return grants
            .Where(grant => DerivedId.Holding(organization, grant.Epoch, grant.Sequence) == holding)
            .Select(static grant => ((int, long)?)grant)
            .FirstOrDefault();
    }
}

/// <summary>What does not count in a list.</summary>
/// <param name="Revoked">Bits of what is over for good and is not read as a row any more, the first the highest of its byte.</param>
/// <param name="Suspended">The same for what is suspended besides.</param>
/// <param name="NotCounting">All else.</param>
internal sealed record ListedPlaces(byte[] Revoked, byte[] Suspended, IReadOnlyList<CredentialStanding> NotCounting);

/// <summary>Where the status of a credential is found, and which entry gave what it speaks of.</summary>
/// <param name="List">Which list, from 1.</param>
/// <param name="Index">Where in it, from 0.</param>
/// <param name="Epoch">Which life of the organization.</param>
/// <param name="Sequence">The number of the entry.</param>
/// <param name="EntryHash">Its hash, in hexadecimal digits.</param>
internal sealed record CredentialPlace(int List, int Index, int Epoch, long Sequence, string EntryHash);
