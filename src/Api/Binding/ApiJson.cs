using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Analytics;
using StatusLevels.Api.ApiKeys;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Badges;
using StatusLevels.Api.Catalog;
using StatusLevels.Api.Checks;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Domains;
using StatusLevels.Api.Expiry;
using StatusLevels.Api.Health;
using StatusLevels.Api.History;
using StatusLevels.Api.Import;
using StatusLevels.Api.Levels;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Notifications;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.QrCodes;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.UpgradeRequests;
using StatusLevels.Api.WebhookEndpoints;
using StatusLevels.Api.Webhooks;

namespace StatusLevels.Api.Binding;

/// <summary>
/// The one set of JSON conventions: snake_case, every required member present, no value of another kind, instants with an offset.
/// </summary>
internal static class ApiJson
{
    /// <summary>Deep enough for every body of the contract.</summary>
    public const int MaxDepth = 16;

    public static JsonSerializerOptions Options { get; } = Create();

    public static ApiJsonContext Context { get; } = new(new JsonSerializerOptions(Options) { TypeInfoResolver = null });

    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = MaxDepth;
        // Text goes out as it came in; the answers are never embedded into HTML.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new WholeNumberConverter<int>());
        options.Converters.Add(new WholeNumberConverter<long>());
        options.TypeInfoResolverChain.Clear();
        options.TypeInfoResolverChain.Add(ApiJsonContext.Default.WithAddedModifier(ShownMembers.LeaveOut));
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>Every type that crosses the HTTP border is listed here, and those that are kept in the audit.</summary>
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(PasswordChangeRequest))]
[JsonSerializable(typeof(SessionLocaleRequest))]
[JsonSerializable(typeof(SessionReply))]
[JsonSerializable(typeof(LiveReply))]
[JsonSerializable(typeof(ReadinessReply))]
[JsonSerializable(typeof(StatusLevelInfoReply))]
[JsonSerializable(typeof(StatusReply))]
[JsonSerializable(typeof(LevelReply))]
[JsonSerializable(typeof(HistoryReply))]
[JsonSerializable(typeof(OffsetHistoryReply))]
[JsonSerializable(typeof(HistoryVerificationReply))]
[JsonSerializable(typeof(GrantRequest))]
[JsonSerializable(typeof(RenewRequest))]
[JsonSerializable(typeof(RevokeRequest))]
[JsonSerializable(typeof(RevokeReply))]
[JsonSerializable(typeof(SubscriptionChangeRequest))]
[JsonSerializable(typeof(SubscriptionChangeReply))]
[JsonSerializable(typeof(UpgradeRequestBody))]
[JsonSerializable(typeof(UpgradeRequestReply))]
[JsonSerializable(typeof(UpgradeRequestPage))]
[JsonSerializable(typeof(ReviewBody))]
[JsonSerializable(typeof(ReviewQueuePage))]
[JsonSerializable(typeof(ReputationRequest))]
[JsonSerializable(typeof(ReputationReply))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ImportLine))]
[JsonSerializable(typeof(OrganizationLine))]
[JsonSerializable(typeof(CheckReportReply))]
[JsonSerializable(typeof(ImportOutcomeReply))]
[JsonSerializable(typeof(ImportSummaryReply))]
[JsonSerializable(typeof(CatalogPreviewRequest))]
[JsonSerializable(typeof(CatalogPreviewReply))]
[JsonSerializable(typeof(NotificationPage))]
[JsonSerializable(typeof(NotificationsReadRequest))]
[JsonSerializable(typeof(NotificationsReadReply))]
[JsonSerializable(typeof(TimelineReply))]
[JsonSerializable(typeof(ExpiringPage))]
[JsonSerializable(typeof(ExpiryCheckReply))]
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(UserChangeRequest))]
[JsonSerializable(typeof(UserReply))]
[JsonSerializable(typeof(UserPage))]
[JsonSerializable(typeof(DirectoryEntryRequest))]
[JsonSerializable(typeof(DirectoryEntryReply))]
[JsonSerializable(typeof(DirectoryReply))]
[JsonSerializable(typeof(AnalyticsReply))]
[JsonSerializable(typeof(OrganizationPage))]
[JsonSerializable(typeof(ForgottenReply))]
[JsonSerializable(typeof(AuditedEnd))]
[JsonSerializable(typeof(MemberRequest))]
[JsonSerializable(typeof(MemberReply))]
[JsonSerializable(typeof(ContactsRequest))]
[JsonSerializable(typeof(ContactsReply))]
[JsonSerializable(typeof(ContactReply))]
[JsonSerializable(typeof(ContactConfirmationRequest))]
[JsonSerializable(typeof(MailPreferencesRequest))]
[JsonSerializable(typeof(MailPreferencesReply))]
[JsonSerializable(typeof(PasswordResetRequest))]
[JsonSerializable(typeof(LinkedPasswordRequest))]
[JsonSerializable(typeof(MailFailureRequest))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(NewApiKeyReply))]
[JsonSerializable(typeof(ApiKeyReply))]
[JsonSerializable(typeof(ApiKeyPage))]
[JsonSerializable(typeof(EndpointRequest))]
[JsonSerializable(typeof(EndpointChangeRequest))]
[JsonSerializable(typeof(EndpointReply))]
[JsonSerializable(typeof(NewEndpointReply))]
[JsonSerializable(typeof(EnabledEndpointReply))]
[JsonSerializable(typeof(EndpointsReply))]
[JsonSerializable(typeof(RotationRequest))]
[JsonSerializable(typeof(RotationReply))]
[JsonSerializable(typeof(EndpointTestReply))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayReply))]
[JsonSerializable(typeof(ResentReply))]
[JsonSerializable(typeof(DeliveryPage))]
[JsonSerializable(typeof(DeliveryDetailReply))]
[JsonSerializable(typeof(SigningKeysReply))]
[JsonSerializable(typeof(DeliverySummary))]
[JsonSerializable(typeof(EventsReply))]
[JsonSerializable(typeof(AuditedEndpoint))]
[JsonSerializable(typeof(BadgeEndpointReply))]
[JsonSerializable(typeof(ImpressionsReply))]
[JsonSerializable(typeof(AllImpressionsReply))]
[JsonSerializable(typeof(QrCodeRequest))]
[JsonSerializable(typeof(QrCodeChangeRequest))]
[JsonSerializable(typeof(QrCodeReply))]
[JsonSerializable(typeof(QrCodesReply))]
[JsonSerializable(typeof(ScanTimelineReply))]
[JsonSerializable(typeof(AuditedQrCode))]
[JsonSerializable(typeof(DomainRequest))]
[JsonSerializable(typeof(DomainReply))]
[JsonSerializable(typeof(DomainsReply))]
[JsonSerializable(typeof(AuditedDomain))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditedUser))]
[JsonSerializable(typeof(AuditedEntry))]
[JsonSerializable(typeof(AuditedMember))]
[JsonSerializable(typeof(AuditedApiKey))]
[JsonSerializable(typeof(AuditedCatalog))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
