using System.Data;
using DbUp.Engine;
using DbUp.Engine.Transactions;

namespace StatusLevels.Silo.Database;

/// <summary>Records each script in <c>schema_migrations</c>, in the transaction of the script itself.</summary>
internal sealed class MigrationJournal(Func<IConnectionManager> connections) : IJournal
{
    public const string CreateTable = """
        create table if not exists statuslevels.schema_migrations
        (
            version    integer     not null primary key,
            name       text        not null unique,
            applied_at timestamptz not null default now()
        )
        """;

    public const string ReadNames = "select name from statuslevels.schema_migrations order by version";

    public string[] GetExecutedScripts() =>
        connections().ExecuteCommandsWithManagedConnection(create =>
        {
            using var command = create();
            command.CommandText = ReadNames;
            using var reader = command.ExecuteReader();
            List<string> names = [];
            while (reader.Read())
            {
                names.Add(reader.GetString(0));
            }

            return names.ToArray();
        });

    public void StoreExecutedScript(SqlScript script, Func<IDbCommand> dbCommandFactory)
    {
        using var command = dbCommandFactory();
        command.CommandText = "insert into statuslevels.schema_migrations (version, name) values (@version, @name)";
        Add(command, "version", MigrationScripts.Version(script.Name));
        Add(command, "name", script.Name);
        command.ExecuteNonQuery();
    }

    /// <summary>The migrator has made the table before the first script runs.</summary>
    public void EnsureTableExistsAndIsLatestVersion(Func<IDbCommand> dbCommandFactory)
    {
    }

    private static void Add(IDbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
