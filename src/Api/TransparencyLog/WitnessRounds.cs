using System.Net;
using Npgsql;
using NpgsqlTypes;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Settings;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>
/// Asks witnesses to sign the newest checkpoint, too. Nothing waits for them: a checkpoint is served before, and without those that are
/// away.
/// </summary>
internal sealed partial class WitnessRounds : BackgroundService
{
    /// <summary>How long one that did not sign is left alone.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private const int LargestAnswer = 16 * 1024;

    // One node asks: the others pass over the row that it holds.
    private const string Newest = """
        select note, cosignatures from statuslevels.log_checkpoints
        where log = $1 and size = (select max(size) from statuslevels.log_checkpoints where log = $1)
        for update skip locked
        """;

    private const string Keep = "update statuslevels.log_checkpoints set cosignatures = $3 where log = $1 and size = $2";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource database;
    private readonly LogAppender appender;
    private readonly LogStore store;
    private readonly LogMetrics metrics;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly WorkWatch watch;
    private readonly Asked[] witnesses;

    public WitnessRounds(
        NpgsqlDataSource database, ApiSettings settings, LogAppender appender, LogStore store, LogMetrics metrics, TimeProvider clock,
        ILogger<WitnessRounds> logger)
    {
        this.database = database;
        this.appender = appender;
        this.store = store;
        this.metrics = metrics;
        this.clock = clock;
        this.logger = logger;
        watch = new(
            "Cosignatures of the public log", appender.Signed, clock, logger, static exception => exception is TileMissingException);
        witnesses = [.. settings.LogWitnesses.Select(static witness => new Asked(witness))];
    }

    public override void Dispose()
    {
        foreach (var witness in witnesses)
        {
            witness.Http.Dispose();
        }

        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => watch.LookAllAsync(LookAsync, stoppingToken);

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var due = witnesses.Where(witness => witness.RestsUntil <= clock.GetUtcNow()).ToList();
        if (due.Count == 0 || appender.Open is not { } log)
        {
            return false;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var newest = transaction.Command(Newest).With(log.Number);
        var row = await newest.ReadOneAsync(
            static row => new Row(row.GetString(0), row.GetFieldValue<string[]>(1)), cancellationToken);
        if (row is null || SignedNote.Parse(row.Note) is not { } note || Checkpoint.Parse(note.Text) is not { } checkpoint)
        {
            return false;
        }

        foreach (var witness in due)
        {
            witness.Begin(checkpoint);
        }

        var signed = row.Cosignatures.Select(NoteSignature.Parse).OfType<NoteSignature>().ToList();
        var answers = await Task.WhenAll(
            due.Where(witness => !signed.Exists(witness.Key.Made)).Select(
                witness => AskAsync(witness, note, checkpoint, store.Tree(log.Number, checkpoint.Size), cancellationToken)));
        if (!answers.Any(static answer => answer is not null))
        {
            return false;
        }

        var lines = row.Cosignatures.Concat(answers.OfType<NoteSignature>().Select(static signature => $"{signature}")).ToArray();
        await using var keep = transaction.Command(Keep).With(
            log.Number, checkpoint.Size, new NpgsqlParameter { Value = lines, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await keep.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return false;
    }

    private async Task<NoteSignature?> AskAsync(
        Asked witness, SignedNote note, Checkpoint checkpoint, TileReader tree, CancellationToken cancellationToken)
    {
        string fault;
        try
        {
            var (signature, refusal) = await QuestionAsync(witness, note, checkpoint, tree, cancellationToken);
            if (signature is not null)
            {
                metrics.Asked(isSigned: true);
                witness.Size = checkpoint.Size;
                witness.IsAway = false;
                return signature;
            }

            fault = refusal;
        }
        catch (HttpRequestException exception)
        {
            fault = exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            fault = $"it did not answer within {Patience.TotalSeconds} seconds";
        }

        metrics.Asked(isSigned: false);
        witness.RestsUntil = clock.GetUtcNow() + Rest;
        if (!witness.IsAway)
        {
            witness.IsAway = true;
            LogUnsigned(witness.Key.Name, fault);
        }

        return null;
    }

    // A witness that signed another tree last than this process believes names its size: it is asked once more, from there.
    private static async Task<(NoteSignature? Signature, string Refusal)> QuestionAsync(
        Asked witness, SignedNote note, Checkpoint checkpoint, TileReader tree, CancellationToken cancellationToken)
    {
        var (status, answer) = await PostAsync(witness, note, tree, cancellationToken);
        if (status == HttpStatusCode.Conflict && AddCheckpoint.KnownSize(answer) is { } known)
        {
            if (known > checkpoint.Size)
            {
                return (null, $"it signed a tree of {known} leaves, and this one has {checkpoint.Size}");
            }

            witness.Size = known;
            (status, answer) = await PostAsync(witness, note, tree, cancellationToken);
        }

        return status != HttpStatusCode.OK
            ? (null, $"it answered with {(int)status}")
            : (AddCheckpoint.Signature(answer, note, witness.Key), "its answer holds no signature of its own");
    }

    private static async Task<(HttpStatusCode Status, string Answer)> PostAsync(
        Asked witness, SignedNote note, TileReader tree, CancellationToken cancellationToken)
    {
        var proof = await tree.ConsistencyAsync(witness.Size, cancellationToken);
        using var question = new StringContent(AddCheckpoint.Question(witness.Size, proof, note));
        using var answer = await witness.Http.PostAsync(witness.Address, question, cancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    [LoggerMessage(
        1, LogLevel.Warning, "The witness {Witness} did not sign the public log and is asked again, twice a minute: {Reason}")]
    private partial void LogUnsigned(string witness, string reason);

    private sealed record Row(string Note, string[] Cosignatures);

    /// <summary>A witness, and what this process knows of it.</summary>
    private sealed class Asked(LogWitness witness)
    {
        public NoteKey Key => witness.Key;

        public Uri Address => witness.Address;

        // Nothing but the question goes there; what leads elsewhere is no answer.
        public HttpClient Http { get; } = new(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            UseProxy = !witness.Address.IsLoopback,
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = LargestAnswer,
        };

        /// <summary>How large the tree was that it signed last, as far as this process knows.</summary>
        public long Size { get; set; }

        // The log that Size is about.
        private string? Origin { get; set; }

        public DateTimeOffset RestsUntil { get; set; }

        public bool IsAway { get; set; }

        /// <summary>What is known of another log, or of a larger tree than this one, says nothing here.</summary>
        public void Begin(Checkpoint checkpoint)
        {
            if (Origin != checkpoint.Origin || Size > checkpoint.Size)
            {
                (Origin, Size) = (checkpoint.Origin, 0);
            }
        }
    }
}
