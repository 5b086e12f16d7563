using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Sessions;

namespace StatusLevels.Api.Demo;

/// <summary>Makes organizations the way any caller does: over HTTP, signed in.</summary>
/// <param name="http">
/// Reaches the product. Keeps no cookies: outside development the session's is for https only, which this way is not.
/// </param>
internal sealed class DemoClient(HttpClient http)
{
    private string session = "";

    public async Task SignInAsync(string email, string password, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/api/session", new SignInRequest(email, password), cancellationToken);
        session = answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];
    }

    /// <summary>Makes what is missing of the organization; its level then.</summary>
    public async Task<string> MakeAsync(DemoOrganization organization, CancellationToken cancellationToken)
    {
        await EnterAsync(organization, cancellationToken);
        var made = (await StatusAsync(organization.Id, cancellationToken)).Version;
        foreach (var call in organization.Calls.Skip((int)Math.Min(made, int.MaxValue)))
        {
            using var answer = await SendAsync(
                call.Method, $"/api/admin/organizations/{organization.Id}/status-levels{call.Path}", call.Body, cancellationToken);
        }

        return (await StatusAsync(organization.Id, cancellationToken)).CurrentLevel;
    }

    // Pages show names, and the directory has them. An entry that somebody changed stays.
    private async Task EnterAsync(DemoOrganization organization, CancellationToken cancellationToken)
    {
        var address = $"/api/admin/organizations/{organization.Id}";
        using var known = await SendAsync(HttpMethod.Get, address, null, cancellationToken);
        if ((await known.Content.ReadFromJsonAsync(ApiJson.Context.DirectoryReply, cancellationToken))!.Name is null)
        {
            using var entered = await SendAsync(
                HttpMethod.Put, address, new DirectoryEntryRequest(organization.Name, organization.Slug, [], DirectoryRules.DefaultLocale),
                cancellationToken);
        }
    }

    private async Task<StatusReply> StatusAsync(Guid id, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"/api/organizations/{id}/status", null, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync(ApiJson.Context.StatusReply, cancellationToken))!;
    }

    /// <exception cref="HttpRequestException">The answer is a refusal; the message says which.</exception>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: ApiJson.Options),
        };
        if (session.Length > 0)
        {
            request.Headers.Add("Cookie", session);
        }

        var answer = await http.SendAsync(request, cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            var detail = answer.Content.Headers.ContentType?.MediaType == Problem.ContentType
                ? (await answer.Content.ReadFromJsonAsync(ApiJson.Context.ProblemDocument, cancellationToken))?.Detail
                : null;
            throw new HttpRequestException($"{method} {path} was answered with {(int)answer.StatusCode}. {detail}", null, answer.StatusCode);
        }
    }
}
