using System.Net.Sockets;
using Npgsql;
using StatusLevels.Silo.Logging;

namespace StatusLevels.Silo;

/// <summary>What an operator can mend, in whatever part of the program it shows: one sentence, and exit code 1.</summary>
public static class OperatorFaults
{
    /// <summary>That sentence; null when it is a bug, which shows where it is.</summary>
    public static string? SentenceOf(Exception exception) => exception switch
    {
        StartupException => exception.Message,
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } full =>
            $"The disk of the database is full ({full.MessageText}): make room.",
        IOException { InnerException: SocketException } => null,
        IOException or UnauthorizedAccessException =>
            $"A file or folder cannot be used: {Redaction.Of(exception.Message).ReplaceLineEndings(" ")}",
        _ => null,
    };
}
