using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StatusLevels.Api.OpenApi;

/// <summary>What the groups of operations are about.</summary>
internal sealed class ContractTags : IDocumentFilter
{
    private static readonly Dictionary<string, string> Descriptions = new(StringComparer.Ordinal)
    {
        ["Administration"] = "What platform admins do with levels: grant, renew, verify, revoke, import, preview, and settle what is due.",
        ["Audit"] = "Who changed accounts, members, keys and the directory.",
        ["Badges"] = "The level of an organization as a picture for any site, and where it was shown.",
        ["Credentials"] = "Levels as credentials that anybody verifies without asking the product, and what that takes.",
        ["Directory"] = "Names, contacts and members of organizations, kept by the platform or by a service.",
        ["Domains"] = "The sites of an organization, and what proves that they are its own.",
        ["First front end"] = "Addresses that the first front end calls; new clients use those beside them.",
        ["Log"] = "The public log of every change, as files that anybody verifies: formats of C2SP.",
        ["Notifications"] = "What the members of an organization are told in the product.",
        ["Operations"] = "For whoever runs the product; answered before anybody is authenticated.",
        ["Organizations"] = "What an organization's status is, was and will be.",
        ["Payments"] = "What payment providers report; level A follows it.",
        ["QR codes"] = "Codes to be printed that lead to the passport of an organization, and how often they were scanned.",
        ["Service keys"] = "The keys with which other programs call.",
        ["Session"] = "Signing in and out with a local account.",
        ["Status levels"] = "What the levels are and what they ask for.",
        ["Upgrade requests"] = "Asking for a higher level, and answering.",
        ["Webhook endpoints"] = "Where events are sent to, what became of them, and the feed of all of them.",
        ["Users"] = "Local accounts, for places without an identity provider.",
    };

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var used = swaggerDoc.Paths.Values
            .SelectMany(path => (IEnumerable<OpenApiOperation>?)path.Operations?.Values ?? [])
            .SelectMany(operation => operation.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(tag => tag.Name!);
        swaggerDoc.Tags = new HashSet<OpenApiTag>(
            used.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => new OpenApiTag { Name = name, Description = Descriptions.GetValueOrDefault(name) }));
    }
}
