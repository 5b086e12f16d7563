using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>Invariant 8: what a person revoked never comes back by itself.</summary>
internal sealed class RevocationWitness : IWitness
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    private readonly HashSet<string> blocked = new(StringComparer.Ordinal);

    private bool bRevoked;

    private bool cRevoked;

    public void See(Turn turn)
    {
        if (!turn.TookEffect)
        {
            return;
        }

        foreach (var happened in turn.Decision.Events)
        {
            switch (happened)
            {
                case StatusEvent.OrganizationForgotten:
                    known.Clear();
                    blocked.Clear();
                    (bRevoked, cRevoked) = (false, false);
                    break;
                case StatusEvent.SubscriptionChanged changed:
                    known.Add(changed.Subscription.Id);
                    break;
                default:
                    break;
            }
        }

        Follow(turn);
        var book = turn.Decision.Book;
        Assert.DoesNotContain(book.A?.Claims ?? [], claim => claim.SubscriptionId is { } id && blocked.Contains(id));
        Assert.False(bRevoked && book.B is not null, "B came back by itself.");
        Assert.False(cRevoked && book.C is not null, "C came back by itself.");
    }

    private void Follow(Turn turn)
    {
        switch (turn.Command)
        {
            case StatusCommand.Revoke { Level: StatusLevel.A } when turn.ByPerson:
                blocked.UnionWith(known);
                break;
            case StatusCommand.Revoke { Level: StatusLevel.B } when turn.ByPerson:
                bRevoked = true;
                break;
            case StatusCommand.Revoke { Level: StatusLevel.C } when turn.ByPerson:
                cRevoked = true;
                break;
            case StatusCommand.Grant { Level: StatusLevel.A } when turn.ByPerson:
                blocked.Clear();
                break;
            // A service may give B, which is nobody's by itself; C it may give only where no person stands against it.
            case StatusCommand.Grant { Level: StatusLevel.B }:
            case StatusCommand.ReviewUpgrade { Approve: true } when turn.Before.PendingRequest!.Level == StatusLevel.B:
                bRevoked = false;
                break;
            case StatusCommand.Grant { Level: StatusLevel.C } when turn.ByPerson:
            case StatusCommand.ReviewUpgrade { Approve: true } when turn.ByPerson && turn.Before.PendingRequest!.Level == StatusLevel.C:
                cRevoked = false;
                break;
            default:
                break;
        }
    }
}
