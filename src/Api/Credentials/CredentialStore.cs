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

    private const string HasList = "select exists (select from statuslevels.credential_indexes where list = $1)";

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
    public async Task<IReadOnlyList<CredentialStanding>?> NotCountingAsync(
        int list, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var exists = database.CreateCommand(HasList).With(list);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return null;
        }

        await using var command = database.CreateCommand(CredentialStanding.OfList).With(list, at);
        return await command.ReadAllAsync(CredentialStanding.Of, cancellationToken);
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

/// <summary>Where the status of a credential is found, and which entry gave what it speaks of.</summary>
/// <param name="List">Which list, from 1.</param>
/// <param name="Index">Where in it, from 0.</param>
/// <param name="Epoch">Which life of the organization.</param>
/// <param name="Sequence">The number of the entry.</param>
/// <param name="EntryHash">Its hash, in hexadecimal digits.</param>
internal sealed record CredentialPlace(int List, int Index, int Epoch, long Sequence, string EntryHash);
