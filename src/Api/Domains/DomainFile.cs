using System.Net;
using StatusLevels.Api.Delivery.Webhooks;

namespace StatusLevels.Api.Domains;

/// <summary>Looks for the proof in a file of the site. What may be called is what webhooks of organizations may call.</summary>
internal sealed class DomainFile(ReceiverConnections connections)
{
    public const string Path = "/.well-known/statuslevels.txt";

    private const string NotThere = "file_not_found";
    private const string OtherValue = "file_without_id";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    public async Task<DomainFinding> LookAsync(Uri address, Guid organization, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            using var place = await connections.EnterAsync(deadline.Token);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await connections.SendAsync(request, isOfPlatform: false, deadline.Token);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => Holds(await AnswerBody.ReadAsync(answer.Content, deadline.Token), organization)
                    ? DomainFinding.Proven(DomainFinding.File)
                    : DomainFinding.Missing(OtherValue),
                HttpStatusCode.NotFound or HttpStatusCode.Gone => DomainFinding.Missing(NotThere),
                >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => DomainFinding.Missing(SendFaults.Redirect),
                _ => DomainFinding.Unclear(SendFaults.Status),
            };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && SendFaults.Of(exception) is not null)
        {
            return DomainFinding.Unclear(SendFaults.Of(exception)!);
        }
    }

    private static bool Holds(string? text, Guid organization) =>
        text?.Split('\n').Any(line => Uuid.TryParse(line.Trim().TrimStart('\uFEFF'), out var id) && id == organization) == true;
}
