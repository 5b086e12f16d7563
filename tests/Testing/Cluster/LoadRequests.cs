using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace StatusLevels.Testing.Cluster;

/// <summary>The single requests of a <see cref="Load"/>, and what is made of their answers.</summary>
internal sealed class LoadRequests(NodeTally[] nodes, string key, LoadOptions options) : IDisposable
{
    private readonly HttpClient[] writers = [.. nodes.Select(node => ServiceCaller.Client(node.Address, key, options.Patience))];
    private readonly HttpClient[] readers = [.. nodes.Select(node => ServiceCaller.Client(node.Address, key: null, options.Patience))];

    public LoadTally Tally { get; } = new();

    public void Dispose()
    {
        foreach (var client in (HttpClient[])[.. writers, .. readers])
        {
            client.Dispose();
        }
    }

    /// <summary>The next change of the organization: a grant, later renewals, each to an end of its own.</summary>
    public async Task ChangeAsync(LoadedOrganization organization, int node, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var change = organization.Next();
        var grants = !organization.IsGranted;
        var once = Guid.NewGuid().ToString();
        var body = grants
            ? $$"""{"level":"B","valid_until":"{{organization.EndOf(change)}}"}"""
            : $$"""{"valid_until":"{{organization.EndOf(change)}}"}""";
        var address = $"/api/admin/organizations/{organization.Id}/status-levels{(grants ? "" : "/B")}";

        // An earlier grant whose answer was lost has done it, and this one may be renewed.
        var (json, _) = await AskAsync(writers, node, Request, code => grants && code == "level_already_active", cancellationToken);
        if (json is null)
        {
            organization.Fail(since);
            return;
        }

        organization.IsGranted = true;
        if (json.Length > 0)
        {
            Tally.Acknowledge();
            Tally.Wait(organization.Acknowledge(change, since));
        }

        HttpRequestMessage Request() => new(grants ? HttpMethod.Post : HttpMethod.Patch, address)
        {
            Headers = { { "Idempotency-Key", once } },
            Content = ServiceCaller.Json(body),
        };
    }

    public async Task ReadAsync(LoadedOrganization organization, int node, CancellationToken cancellationToken)
    {
        var known = organization.Newest;
        var (json, from) = await AskAsync(
            readers, node, () => new HttpRequestMessage(HttpMethod.Get, $"/api/organizations/{organization.Id}/status"), _ => false,
            cancellationToken);
        if (json is null)
        {
            return;
        }

        using var document = JsonDocument.Parse(json);
        var held = document.RootElement.GetProperty("active_levels").EnumerateArray()
            .Where(level => level.GetProperty("level").GetString() == "B")
            .Select(level => organization.ChangeOf(level.GetProperty("valid_until").GetDateTimeOffset()) ?? -1)
            .FirstOrDefault();
        var (isStale, isWrong) = (held >= 0 && held < known, held < 0);
        Tally.Saw(isStale, isWrong);
        if (isStale || isWrong)
        {
            Tally.NotExpected($"{nodes[from].Name} shows change {held} of {organization.Id} after {known} was acknowledged: {json}");
        }
    }

    /// <returns>The body of the answer, empty when it was refused as expected, null when
    /// there was none of use; and the node it came from.</returns>
    private async Task<(string? Json, int Node)> AskAsync(
        HttpClient[] clients, int node, Func<HttpRequestMessage> request, Func<string, bool> expected, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var at = (node + attempt) % nodes.Length;
            if (await TryAsync(clients[at], nodes[at], request, expected, cancellationToken) is { } json)
            {
                return (json, at);
            }

            if (attempt == 1 || !options.RetryOnce)
            {
                Tally.FailForGood();
                return (null, at);
            }

            await Task.Delay(options.RetryPause, cancellationToken);
        }
    }

    private async Task<string?> TryAsync(
        HttpClient client, NodeTally node, Func<HttpRequestMessage> request, Func<string, bool> expected,
        CancellationToken cancellationToken)
    {
        try
        {
            using var message = request();
            using var answer = await client.SendAsync(message, cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                node.Succeed();
                return body;
            }

            var code = CodeOf(answer, body);
            if (expected(code))
            {
                node.Succeed();
                return "";
            }

            Fail(node, code);
            if ((int)answer.StatusCode is not (503 or 507))
            {
                Tally.NotExpected($"{node.Name}: {(int)answer.StatusCode} {body}");
            }
        }
        catch (HttpRequestException exception)
        {
            Fail(
                node,
                exception.InnerException is SocketException socket
                    ? $"no connection ({socket.SocketErrorCode})"
                    : $"no answer ({exception.HttpRequestError})");
        }
        catch (IOException)
        {
            Fail(node, "half an answer");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Fail(node, "no answer in time");
        }

        return null;
    }

    private void Fail(NodeTally node, string reason)
    {
        node.Fail(reason);
        Tally.Fail(reason);
    }

    private static string CodeOf(HttpResponseMessage answer, string body)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return $"status {(int)answer.StatusCode}";
        }

        using var problem = JsonDocument.Parse(body);
        return problem.RootElement.GetProperty("code").GetString()!;
    }
}
