using System.Net;
using System.Security.Cryptography;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.QrCodes;

/// <summary>
/// Tells visitors of a day apart without knowing who they are: by their address and the salt of the day, which all nodes share and which is
/// gone two days later.
/// </summary>
internal sealed class ScanSalts(NpgsqlDataSource database)
{
    private const int SaltBytes = 32;
    private const int HashBytes = 16;

    private const string Make = "insert into statuslevels.qr_salts (day, salt) values ($1, $2) on conflict do nothing";

    private const string Find = "select salt from statuslevels.qr_salts where day = $1";

    private (DateOnly Day, byte[] Salt)? current;

    /// <summary>The salt of a day.</summary>
    public async ValueTask<byte[]> OfAsync(DateOnly day, CancellationToken cancellationToken)
    {
        if (current is { } known && known.Day == day)
        {
            return known.Salt;
        }

        await using (var make = database.CreateCommand(Make).With(day, RandomNumberGenerator.GetBytes(SaltBytes)))
        {
            await make.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var find = database.CreateCommand(Find).With(day);
        var salt = (byte[])(await find.ExecuteScalarAsync(cancellationToken))!;
        current = (day, salt);
        return salt;
    }

    public static byte[] Hash(byte[] salt, IPAddress? address) =>
        HMACSHA256.HashData(salt, address?.GetAddressBytes() ?? [])[..HashBytes];
}
