using System.Text.Json;

namespace StatusLevels.Transparency.Credentials;

/// <summary>The entry of a history that a credential names as its evidence.</summary>
/// <param name="OrganizationId">UUID in lower case with hyphens.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Sequence">From 1.</param>
/// <param name="Hash">64 hexadecimal digits.</param>
internal sealed record CredentialEvidence(string OrganizationId, long Epoch, long Sequence, string Hash)
{
    public static CredentialEvidence? Find(JsonElement credential) =>
        credential.Items("evidence").Select(Read).FirstOrDefault(one => one is not null);

    private static CredentialEvidence? Read(JsonElement evidence) =>
        evidence.Text("organization_id") is { } organization && evidence.Number("epoch") is { } epoch
            && evidence.Number("sequence") is { } sequence && evidence.Text("entry_hash") is { } hash
                ? new(organization, epoch, sequence, hash)
                : null;
}
