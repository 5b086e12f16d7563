using System.Net;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.QrCodes;
using StatusLevels.Api.Sessions;

namespace StatusLevels.Api.Demo;

/// <summary>Makes organizations the way any caller does: over HTTP, signed in.</summary>
/// <param name="address">Where the product is.</param>
internal sealed class DemoClient(Uri address) : IDisposable
{
    public const string OwnerEmail = "owner@demo.example";
    private const string OwnerName = "Марина Соколова";

    // Cookies are sent by hand: two people are signed in, and outside development a session's cookie is for https only, which this way is
    // not.
    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = address };

    private string admin = "";
    private string owner = "";
    private string ownerId = "";

    /// <summary>
    /// As the platform admin, and as the owner of the demo's organizations, whose account has the same password when it is made here.
    /// Whoever gave it another one since has looked at the demo already: then the admin does what is still to be done.
    /// </summary>
    /// <exception cref="HttpRequestException">One of them cannot sign in; the message says why.</exception>
    public async Task SignInAsync(string email, string password, CancellationToken cancellationToken)
    {
        (admin, _) = await SessionAsync(email, password, cancellationToken);
        try
        {
            (owner, ownerId) = await SessionAsync(OwnerEmail, password, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.Unauthorized)
        {
            (owner, ownerId) = await JoinAsync(password, cancellationToken) ?? (admin, "");
        }
    }

    /// <summary>Makes what is missing of the organization; its level then.</summary>
    public async Task<string> MakeAsync(DemoOrganization organization, CancellationToken cancellationToken)
    {
        var made = (await StatusAsync(organization.Id, cancellationToken)).Version;
        var known = await ReadAsync<DirectoryReply>(EntryOf(organization), admin, cancellationToken);
        if (known.Name is null || made < organization.Calls.Count)
        {
            await EnterAsync(organization, cancellationToken);
        }

        foreach (var call in organization.Calls.Skip((int)Math.Min(made, organization.Calls.Count)))
        {
            var session = call.ByOwner ? owner : admin;
            using var answer = await SendAsync(
                call.Method, call.Path(organization.Id), call.Body?.Invoke(organization.Id), session, cancellationToken);
        }

        return (await StatusAsync(organization.Id, cancellationToken)).CurrentLevel;
    }

    public void Dispose() => http.Dispose();

    private static string EntryOf(DemoOrganization organization) => $"/api/admin/organizations/{organization.Id}";

    // Null: there is such an account, with another password.
    private async Task<(string Cookie, string UserId)?> JoinAsync(string password, CancellationToken cancellationToken)
    {
        try
        {
            var account = new UserRequest(OwnerEmail, OwnerName, password);
            using var made = await SendAsync(HttpMethod.Post, "/api/admin/users", account, admin, cancellationToken);
            return await SessionAsync(OwnerEmail, password, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.Conflict)
        {
            return null;
        }
    }

    // All of it may be done again: the demo can break off anywhere.
    private async Task EnterAsync(DemoOrganization organization, CancellationToken cancellationToken)
    {
        var entry = EntryOf(organization);
        using var entered = await SendAsync(HttpMethod.Put, entry, organization.Entry, admin, cancellationToken);
        if (ownerId.Length > 0)
        {
            using var joined = await SendAsync(
                HttpMethod.Put, $"{entry}/members/{ownerId}", new MemberRequest("owner"), admin, cancellationToken);
        }

        var codes = $"/api/organizations/{organization.Id}/qr-codes";
        var known = (await ReadAsync<QrCodesReply>(codes, owner, cancellationToken)).Items.Select(code => code.Label);
        foreach (var label in organization.QrCodes.Except(known, StringComparer.Ordinal))
        {
            using var printed = await SendAsync(HttpMethod.Post, codes, new QrCodeRequest(label), owner, cancellationToken);
        }
    }

    private Task<StatusReply> StatusAsync(Guid id, CancellationToken cancellationToken) =>
        ReadAsync<StatusReply>($"/api/organizations/{id}/status", admin, cancellationToken);

    private async Task<(string Cookie, string UserId)> SessionAsync(string email, string password, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/api/session", new SignInRequest(email, password), "", cancellationToken);
        var reply = await answer.Content.ReadFromJsonAsync<SessionReply>(ApiJson.Options, cancellationToken);
        return (answer.Headers.GetValues("Set-Cookie").First().Split(';')[0], reply!.User.Id);
    }

    private async Task<T> ReadAsync<T>(string path, string session, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, session, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<T>(ApiJson.Options, cancellationToken))!;
    }

    /// <exception cref="HttpRequestException">The answer is a refusal; the message says which.</exception>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, string session, CancellationToken cancellationToken)
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
