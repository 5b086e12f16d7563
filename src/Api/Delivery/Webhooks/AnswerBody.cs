using System.Text;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>What is kept of the body that a receiver answers with: enough to see what it says, whatever it sends.</summary>
internal static class AnswerBody
{
    /// <summary>The most that is read; a connection with more left is closed.</summary>
    public const int ReadBytes = 4 * 1024;

    private const int KeptBytes = 1024;

    // Only a person reads it: nobody waits for more of it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The beginning; what came of it, when the rest does not come.</summary>
    public static async Task<string?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var bytes = new byte[ReadBytes];
        var read = 0;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await using var stream = await content.ReadAsStreamAsync(patience.Token);
            for (int more; read < bytes.Length && (more = await stream.ReadAsync(bytes.AsMemory(read), patience.Token)) > 0;)
            {
                read += more;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status is known, and with it what comes of the try.
        }

        return read == 0 ? null : Text(bytes.AsSpan(0, Math.Min(read, KeptBytes)));
    }

    // No NUL, which the database cannot hold, and no character cut in two.
    private static string Text(ReadOnlySpan<byte> bytes) =>
        string.Concat(Encoding.UTF8.GetString(bytes)
            .Where(letter => !char.IsControl(letter) || letter is '\n' or '\r' or '\t')).TrimEnd('\uFFFD');
}
