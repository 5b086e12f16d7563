using StatusLevels.Api.TransparencyLog;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Credentials;

/// <summary>Puts together all that verifies a credential without asking this product.</summary>
internal sealed class BundleDesk(
    CredentialDesk credentials, CredentialStore store, StatusLists lists, LogProofs proofs, PublicLog log, TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(60);

    /// <summary>The bundle of a level, or why there is none.</summary>
    /// <param name="organization">Whose level.</param>
    /// <param name="level">Which.</param>
    /// <param name="isFull">With the text of the entry, which is its members' business.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(string? Bundle, Problem? Problem)> MakeAsync(
        OrganizationId organization, StatusLevel level, bool isFull, CancellationToken cancellationToken)
    {
        var (credential, problem) = await credentials.IssueAsync(organization, level, cancellationToken);
        if (credential is not { Facts: var facts, NextDue: var nextDue })
        {
            return (null, problem);
        }

        (var proof, problem) = await proofs.FindAsync(organization.Value, facts.Sequence, cancellationToken);
        if (proof is not { Extra: { } salt } || log.Open is not { Key: var logKey })
        {
            return (null, problem ?? PublicLog.NoSuch);
        }

        var text = isFull ? await store.TextAsync(organization, facts.Epoch, facts.Sequence, cancellationToken) : null;
        if (await ListsAsync(facts, cancellationToken) is not var (revocation, suspension))
        {
            // The list began with this credential, and a moment ago somebody was told that there is none.
            return (null, LogProofs.NotYet);
        }

        // After all that is in it was read: no part of it is from later.
        var (issuer, now) = (credentials.Issuer!, clock.GetUtcNow());
        // What falls due by itself sooner ends it sooner: nobody sees from it what that is.
        var freshUntil = now + Freshness < nextDue ? now + Freshness : nextDue ?? now + Freshness;
        var bundle = new CredentialBundle(
            CredentialBundle.Instant(now), CredentialBundle.Instant(freshUntil), issuer.SignAsJwt(facts, now),
            new(issuer.SignAsJwt(revocation), issuer.SignAsJwt(suspension)), issuer.DocumentJson,
            new(
                $"{organization.Value}", facts.Epoch, facts.Sequence, facts.EntryHash, Convert.ToBase64String(salt.Span), text?.Canonical,
                text?.PreviousHash),
            proof.ToString(), logKey.ToString());
        return (bundle.Sign(issuer.JwkOf(issuer.Keys.Signing), issuer.Keys.Signing.Pair), null);
    }

    // A list that is remembered may be of before the level came back: then it is read anew, once.
    private async Task<(StatusListCredential Revocation, StatusListCredential Suspension)?> ListsAsync(
        LevelCredential facts, CancellationToken cancellationToken)
    {
        for (var isAgain = false; ; isAgain = true)
        {
            if (await lists.FindAsync(StatusPurpose.Revocation, facts.StatusList, cancellationToken) is not { } revocation
                || await lists.FindAsync(StatusPurpose.Suspension, facts.StatusList, cancellationToken) is not { } suspension)
            {
                return null;
            }

            if (!revocation.Bits[facts.StatusIndex] && !suspension.Bits[facts.StatusIndex])
            {
                return (revocation, suspension);
            }

            if (isAgain)
            {
                return null;
            }

            lists.Forget(facts.StatusList);
        }
    }
}
