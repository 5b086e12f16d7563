using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Testing.Credentials;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>Bundles of tests, judged by somebody who knows the key of the issuer unless a test says otherwise.</summary>
internal static class JudgedBundle
{
    public static readonly BundleTrust Pinned = new([TestBundle.Key.PublicKey.ToArray()]);

    public static BundleReport Verify(TestBundle bundle, DateTimeOffset? now = null, BundleTrust? trust = null) =>
        BundleVerification.Verify(bundle.Make(), trust ?? Pinned, now ?? TestBundle.Noon);

    public static bool? Passed(BundleReport report, BundleCheck check) => report.Findings.Single(finding => finding.Check == check).Passed;

    public static BundleTrust Fetched(TestBundle bundle) => new([], DidKeys.Read(Element(bundle.Did())));

    public static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node);

    public static JsonObject Payload(TestBundle bundle) =>
        (JsonObject)JsonNode.Parse(CompactJws.Parse(bundle.Make())!.Payload.Span)!;

    public static SignedNote Note(Checkpoint checkpoint) =>
        SignedNote.Sign(checkpoint.ToString(), "levels.example.org/log", TestBundle.LogSigner);

    public static void Add(JsonObject did, JsonNode method)
    {
        ((JsonArray)did["verificationMethod"]!).Add(method);
        ((JsonArray)did["assertionMethod"]!).Add((string)method["id"]!);
    }
}
