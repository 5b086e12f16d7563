using System.Globalization;
using StatusLevels.Api.Settings;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>Under which name and with which key the log of this product is signed.</summary>
/// <param name="Origin">The name of the first log: where the product is found, and <c>/log</c>.</param>
/// <param name="Key">What checkpoints are signed with.</param>
/// <param name="IsImplied">Nobody chose the name: it gives way to one that somebody chose.</param>
internal sealed record LogIdentity(string Origin, Ed25519Key Key, bool IsImplied = false)
{
    private const string FileName = "log-signing-key";

    /// <summary>The key of one of the logs, as verifiers are given it: from the second on their number is part of the name.</summary>
    public NoteKey KeyOf(short log) => new(
        log == 1 ? Origin : string.Create(CultureInfo.InvariantCulture, $"{Origin}{log}"), NoteSignatureType.Text, Key.PublicKey);

    /// <summary>
    /// Null: there is no log. It needs an address that is this product's own, and a key: one that an operator gave, or one that is made up
    /// where there is but one node.
    /// </summary>
    public static LogIdentity? Of(ApiSettings settings, DatabaseSession database)
    {
        if (ProvenAddress.Of(settings, database) is not { } address)
        {
            return null;
        }

        var seed = settings.LogSigningSeed
            ?? (database.IsPrivate ? SigningSeed.Made(settings.DataDirectory, FileName) : null);
        return seed is null ? null : new(address.LogOrigin, new Ed25519Key(seed), address.IsImplied);
    }
}
