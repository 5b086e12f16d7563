using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using StatusLevels.Api.Hosting.Client;

namespace StatusLevels.Api.Import.CommandLine;

/// <summary>Sends lines to a running product, and reads what became of them.</summary>
internal sealed class ImportClient(ProductClient product, ImportKind kind)
{
    private const int LongestOutcome = 64 * 1024;

    /// <summary>Sends lines and gives their outcomes as they come, the summary last.</summary>
    /// <exception cref="ImportRefusedException">The product does not take them.</exception>
    /// <exception cref="HttpRequestException">The connection was lost.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    /// <exception cref="TimeoutException">The product has gone silent.</exception>
    public async IAsyncEnumerable<(ImportOutcomeReply? Outcome, ImportSummary? Summary)> ImportAsync(
        ReadOnlyMemory<byte> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = product.Request(HttpMethod.Post, kind.Path.TrimStart('/'));
        request.Content =
            new ReadOnlyMemoryContent(lines) { Headers = { ContentType = new MediaTypeHeaderValue(ImportEndpoint.MediaType) } };
        using var answer = await product.SendAsync(request, cancellationToken).WaitAsync(ProductClient.Patience, cancellationToken);
        if (await ProductClient.RefusalAsync(answer, cancellationToken) is { } refusal)
        {
            throw new ImportRefusedException(
                refusal, answer.StatusCode == HttpStatusCode.ServiceUnavailable ? answer.Headers.RetryAfter?.Delta : null);
        }

        var reader = new NdjsonReader(PipeReader.Create(await answer.Content.ReadAsStreamAsync(cancellationToken)), LongestOutcome);
        await foreach (var line in reader.ReadAsync(ProductClient.Patience, cancellationToken))
        {
            yield return Read(line.Bytes);
        }
    }

    private static (ImportOutcomeReply?, ImportSummary?) Read(byte[]? line)
    {
        try
        {
            var reply = JsonSerializer.Deserialize(line, ApiJson.Context.JsonElement);
            return reply.TryGetProperty("summary", out _)
                ? (null, reply.Deserialize(ApiJson.Context.ImportSummaryReply)!.Summary)
                : (reply.Deserialize(ApiJson.Context.ImportOutcomeReply), null);
        }
        catch (JsonException exception)
        {
            throw new IOException("The answer broke off in the middle of a line.", exception);
        }
    }
}

/// <summary>The product does not take an import.</summary>
/// <param name="refusal">Why, in a sentence.</param>
/// <param name="retryAfter">When it may.</param>
internal sealed class ImportRefusedException(string refusal, TimeSpan? retryAfter) : Exception(refusal)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
