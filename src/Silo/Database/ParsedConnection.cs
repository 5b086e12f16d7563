using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>A database as the operator named it.</summary>
/// <param name="Settings">What was given, nothing added.</param>
/// <param name="ThroughPooler">The URL said <c>pgbouncer=true</c>.</param>
/// <param name="Ignored">Parameters that mean something to other clients and nothing here.</param>
internal sealed record ParsedConnection(NpgsqlConnectionStringBuilder Settings, bool ThroughPooler, IReadOnlyList<string> Ignored);
