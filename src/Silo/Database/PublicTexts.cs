using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>What direct readers are shown in <c>public</c>.</summary>
public static class PublicTexts
{
    /// <summary>Makes it anew, in this transaction: what had its names has moved away.</summary>
    public static async Task MakeAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var texts = SchemaScripts.Embedded.Current.Where(script => script.Name.StartsWith("public/", StringComparison.Ordinal));
        foreach (var text in texts.Select(script => script.Text).Prepend($"set local search_path = {Migrator.Schema}"))
        {
            await using var command = new NpgsqlCommand(text, transaction.Connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
