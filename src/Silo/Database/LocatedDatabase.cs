namespace StatusLevels.Silo.Database;

/// <summary>A database that was reached, for whoever looks into it.</summary>
/// <param name="ConnectionString">An Npgsql string as the product would use it; it holds the password.</param>
/// <param name="Host">Where it is.</param>
/// <param name="Port">And at which port.</param>
/// <param name="PoolSize">How many connections each of the two pools of a node takes at most.</param>
/// <param name="Allowed">How many the server allows this role, all nodes together.</param>
/// <param name="ThroughPooler">A transaction pooler stands in between.</param>
/// <param name="IsPrivate">It is the product's own server, and answers on this machine only.</param>
public sealed record LocatedDatabase(
    string ConnectionString, string Host, int Port, int PoolSize, int Allowed, bool ThroughPooler, bool IsPrivate)
{
    /// <summary>Nothing of the connection string.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
