using System.Globalization;
using System.Text.RegularExpressions;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.Checks;

/// <summary>A text that may be shown to anybody who reads the output of a check.</summary>
internal readonly partial record struct Word
{
    private const string Hidden = "…";

    private Word(string text) => Text = text;

    public string Text { get; }

    /// <summary>A host and its port. What does not look like a name or an address is not shown.</summary>
    public static Word Host(string? host, int port = 0) =>
        new(host is not null && HostName().IsMatch(host) ? port > 0 ? FormattableString.Invariant($"{host}:{port}") : host : Hidden);

    /// <summary>The host of an address, without all the rest.</summary>
    public static Word Host(Uri address) => Host(address.IdnHost, address.Port);

    /// <summary>Where a database is.</summary>
    public static Word Place(LocatedDatabase database) =>
        database.IsPrivate ? new("the private server in DATA_DIR") : Host(database.Host, database.Port);

    /// <summary>A port of this machine.</summary>
    public static Word Port(int port) => new(port.ToString(CultureInfo.InvariantCulture));

    /// <summary>A name that the product gave: of a check, a table, a setting, a code.</summary>
    public static Word Name(string name) => new(OwnName().IsMatch(name) ? name : Hidden);

    /// <summary>Several of them.</summary>
    public static Word Names(IEnumerable<string> names) => new(string.Join(", ", names.Select(name => Name(name).Text)));

    /// <summary>The kind of a failure, without what it says: that may hold anything.</summary>
    public static Word Kind(Exception exception) => new(exception switch
    {
        Npgsql.PostgresException postgres => $"PostgreSQL error {Name(postgres.SqlState).Text}",
        System.Net.Sockets.SocketException socket => socket.SocketErrorCode.ToString(),
        _ when exception.InnerException is { } inner and not AggregateException => Kind(inner).Text,
        _ => exception.GetType().Name,
    });

    /// <summary>A sentence for operators, with everything taken out that came from a setting which is not listed as open.</summary>
    public static Word Sentence(Exception exception, OpenSettings open) =>
        new(open.Masked(exception.Message.ReplaceLineEndings(" ").TrimEnd('.')));

    public override string ToString() => Text;

    [GeneratedRegex(@"\A[A-Za-z0-9.:_-]{1,255}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HostName();

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,80}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnName();
}
