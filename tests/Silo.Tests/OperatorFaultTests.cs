using System.Net.Sockets;
using Npgsql;

namespace StatusLevels.Silo.Tests;

public sealed class OperatorFaultTests
{
    [Fact]
    public void What_an_operator_can_mend_has_a_sentence_on_one_line()
    {
        Assert.Equal("Mend it.", OperatorFaults.SentenceOf(new StartupException("Mend it.")));
        Assert.Equal(
            "A file or folder cannot be used: No space left on device : '/x'",
            OperatorFaults.SentenceOf(new IOException("No space left on device : '/x'")));
        Assert.Equal(
            "A file or folder cannot be used: Access to the path '/x' is denied.",
            OperatorFaults.SentenceOf(new UnauthorizedAccessException("Access to the path '/x' is denied.")));
        Assert.Equal(
            "The disk of the database is full (could not extend file): make room.",
            OperatorFaults.SentenceOf(new PostgresException("could not extend file", "ERROR", "ERROR", PostgresErrorCodes.DiskFull)));
    }

    [Fact]
    public void A_bug_and_what_is_told_by_others_have_none()
    {
        Assert.Null(OperatorFaults.SentenceOf(new InvalidOperationException("bug")));
        Assert.Null(OperatorFaults.SentenceOf(new IOException("reset", new SocketException())));
        Assert.Null(OperatorFaults.SentenceOf(new PostgresException("bug", "ERROR", "ERROR", PostgresErrorCodes.SyntaxError)));
    }
}
