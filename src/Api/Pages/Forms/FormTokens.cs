using Microsoft.AspNetCore.Antiforgery;

namespace StatusLevels.Api.Pages.Forms;

/// <summary>What proves that a form was made by a page of ours, for this browser and this caller.</summary>
internal sealed class FormTokens(IAntiforgery antiforgery)
{
    public string Of(HttpContext context) => antiforgery.GetAndStoreTokens(context).RequestToken!;

    public Task<bool> IsValidAsync(HttpContext context) => antiforgery.IsRequestValidAsync(context);
}

/// <summary>
/// A form belongs to whoever was signed in when its page was made. Where somebody signs in it is nobody's yet.
/// </summary>
internal sealed class FormOwner : IAntiforgeryAdditionalDataProvider
{
    public string GetAdditionalData(HttpContext context) => context.User.Caller()?.Actor.Id ?? "";

    public bool ValidateAdditionalData(HttpContext context, string additionalData) =>
        context.GetEndpoint()?.Metadata.GetMetadata<OpensSession>() is not null
        || string.Equals(additionalData, GetAdditionalData(context), StringComparison.Ordinal);
}
