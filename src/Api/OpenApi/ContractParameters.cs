using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StatusLevels.Api.QrCodes;
using StatusLevels.Api.WebhookEndpoints;

namespace StatusLevels.Api.OpenApi;

/// <summary>
/// What the parameters in addresses mean, by name: they are bound as text, so that a wrong one is refused like a wrong member of a body.
/// The same name means the same everywhere; where it does not, the operation is named.
/// </summary>
internal static class ContractParameters
{
    private const string Cursor = "Where the page before ended: its `next_cursor`. Without it, the first page.";
    private const string Limit = "How many items a page holds; more than 100 is 100.";

    private static readonly Dictionary<string, Func<(string Description, OpenApiSchema Schema)>> Known = new(StringComparer.Ordinal)
    {
        ["organization_id"] = () => ("The organization; any UUID is one.", Text("uuid")),
        ["user_id"] = () => ("The account.", Text("uuid")),
        ["key_id"] = () => ("The service key.", Text("uuid")),
        ["endpoint_id"] = () => ("The endpoint.", Text("uuid")),
        ["delivery_id"] = () => ("The delivery.", Text("uuid")),
        ["type"] = () => ("Only events of this type.", Text(longest: 100)),
        ["after"] = () => ("The `next_cursor` of the answer before, or `latest`: only what happens from now on. Without it, from the oldest event on.", Text()),
        ["types"] = () => ("Only events of these types, separated by commas.", Text()),
        ["wait"] = () => ("How many seconds to wait for an event when there is none.", Number(0, 0, 30)),
        ["organization"] = () => ("The organization: its id, or its slug.", Text(longest: 63)),
        ["qr_id"] = () => ("The QR code.", Text("uuid")),
        ["domain"] = () => ("The site.", Text(longest: 253)),
        ["style"] = () => ("The form of the badge.", Text()),
        ["lang"] = () => ("The language; without it, the best of `Accept-Language`.", Text()),
        ["theme"] = () => ("The background that it stands on: `auto`, `light` or `dark`.", Text()),
        ["host"] = () => ("The site that it stands on: one that is not the organization's is told so.", Text()),
        ["size"] = () => ("How wide and high it is, in pixels.", Number(64, 256, 1024)),
        ["code"] = () => ("The code of a QR code that the organization made, to be counted.", Text(longest: 64)),
        ["period"] = () => ("Which time: `7d`, `30d`, `90d` or `1y`.", Choice([.. ScanPeriods.All])),
        ["confirmed"] = () => ("Only sites that are, or are not, known to be the organization's.", Flag(null)),
        ["request_id"] = () => ("The upgrade request.", Text("uuid")),
        ["number"] = () => ("Which tile, in groups of three digits, and the width of one that is not full: `x001/234.p/8`.", Text(longest: 64)),
        ["sequence"] = () => ("The number of the entry in the history, from 1.", Number(1)),
        ["dry_run"] = () => ("Only try: nothing is kept.", Flag(false)),
        ["level"] = () => ("The level.", Choice<StatusLevel>()),
        ["cursor"] = () => (Cursor, Text()),
        ["limit"] = () => (Limit, Number(1, 20)),
        ["page"] = () => ("Which page, from 1.", Number(1, 1)),
        ["per_page"] = () => ("How many entries a page holds; more than 100 is 100.", Number(1, 20)),
        ["offset"] = () => ("How many items to pass over.", Number(0, 0)),
        ["upto"] = () => ("The `sequence` of the last entry that counts, so that pages do not drift while entries are added. `Link` carries it.", Number(0)),
        ["action"] = () => ("Only entries with this action.", Choice<HistoryAction>()),
        ["status"] = () => ("Only requests with this status.", Choice<UpgradeRequestStatus>()),
        ["days"] = () => ("How far ahead to look, in days.", Number(1, 60, 366)),
        ["untold"] = () => ("Only levels with a notice that nobody could be written to about.", Flag(false)),
        ["everywhere"] = () => ("End all sessions of the account, on whatever device.", Flag(false)),
        ["notify"] = () => ("Whether those outside are told.", Flag(true)),
        ["reason"] = () => ("Why, for the history; the body's `reason` beats it.", Text(longest: 500)),
        ["subject_kind"] = () => ("Only changes of this kind of thing: `user`, `organization`, `api_key`, `webhook_endpoint` or `catalog`.", Text(longest: 255)),
        ["subject_id"] = () => ("Only changes of the thing with this id.", Text(longest: 255)),
        ["actor_id"] = () => ("Only what this user or service did.", Text(longest: 255)),
        ["from"] = () => ("Only from this instant on.", Text("date-time")),
        ["to"] = () => ("Only before this instant.", Text("date-time")),
        ["at"] = () => ("The status as it was at this instant.", Text("date-time")),
        ["slug"] = () => (
            "The slug of an organization, or one that it had.",
            new() { Type = JsonSchemaType.String, Pattern = "^[a-z0-9-]{1,63}$" }),
        ["q"] = () => ("Only organizations whose name or slug contains this text.", Text(longest: 200)),
        ["in_grace"] = () => ("Only organizations that are, or are not, in payment grace.", Flag(null)),
        ["expiring_within_days"] = () => ("Only organizations with a level that ends within so many days.", Number(1)),
    };

    private static readonly Dictionary<string, Func<(string Description, OpenApiSchema Schema)>> Elsewhere = new(StringComparer.Ordinal)
    {
        ["postAdminCatalogPreview limit"] = () => ("How many organizations each list holds; more than 1000 is 1000.", Number(1, 100)),
        ["getCredentialStatusList purpose"] = () => ("What a bit says: over for good, or suspended.", Choice("revocation", "suspension")),
        ["getCredentialStatusList number"] = () => ("Which list, from 1.", Number(1)),
        ["getLogTile level"] = () => ("The level of tiles: 0 holds leaves, each above it roots of those below.", Number(0, most: 7)),
        ["getAdminOrganizations level"] = () => ("Only organizations whose highest level that counts is this one; `0` is none.", Choice("0", "A", "B", "C")),
        ["getAdminAnalytics from"] = () => ("The first day, UTC.", Text("date")),
        ["getAdminAnalytics to"] = () => ("The last day, UTC; it is included.", Text("date")),
        ["getAdminBadgeImpressions from"] = () => ("The first day, UTC.", Text("date")),
        ["getAdminBadgeImpressions to"] = () => ("The last day, UTC; it is included.", Text("date")),
        ["getOrganizationsBadgeImpressions from"] = () => ("The first day, UTC.", Text("date")),
        ["getOrganizationsBadgeImpressions to"] = () => ("The last day, UTC; it is included.", Text("date")),
        ["getAdminAudit action"] = () => ("Only changes of this kind, such as `user.created`.", Text(longest: 255)),
        ["getAdminEvents organization_id"] = OfOrganization,
        ["getAdminEvents limit"] = () => ("How many events a page holds; more than 100 is 100.", Number(1, 100)),
        ["getAdminWebhookEndpointsDeliveries status"] = Outcome,
        ["getOrganizationsWebhookEndpointsDeliveries status"] = Outcome,
        ["getAdminWebhookEndpointsDeliveries organization_id"] = OfOrganization,
        ["putAdminOrganizationsMembersByUserId user_id"] = Member,
        ["deleteAdminOrganizationsMembersByUserId user_id"] = Member,
    };

    /// <summary>Says what each parameter of the operation is. One that nobody described here stays without a description.</summary>
    public static void Describe(OpenApiOperation operation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            var name = parameter.Name!;
            if (Elsewhere.TryGetValue($"{operation.OperationId} {name}", out var known) || Known.TryGetValue(name, out known))
            {
                (parameter.Description, parameter.Schema) = known();
            }
        }
    }

    private static (string Description, OpenApiSchema Schema) Member() =>
        (
            "The id of a local account, or the subject of a token; percent-encoded.",
            new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = TextLengths.OutsideId });

    private static (string Description, OpenApiSchema Schema) Outcome() => ("Only deliveries with this status.", Choice<DeliveryStatus>());

    private static (string Description, OpenApiSchema Schema) OfOrganization() => ("Only events of this organization.", Text("uuid"));

    private static OpenApiSchema Text(string? format = null, int? longest = null) =>
        new() { Type = JsonSchemaType.String, Format = format, MaxLength = longest };

    private static OpenApiSchema Number(int least, int? usual = null, int? most = null) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int64",
        Minimum = $"{least}",
        Maximum = most is null ? null : $"{most}",
        Default = usual is { } value ? JsonValue.Create(value) : null,
    };

    private static OpenApiSchema Flag(bool? usual) =>
        new() { Type = JsonSchemaType.Boolean, Default = usual is { } value ? JsonValue.Create(value) : null };

    private static OpenApiSchema Choice<TEnum>() where TEnum : struct,
    Enum => Choice([.. Enum.GetValues<TEnum>().Select(word => Words.Of(word))]);

    private static OpenApiSchema Choice(params string[] words) =>
        new() { Type = JsonSchemaType.String, Enum = [.. words.Select(word => JsonValue.Create(word))] };
}
