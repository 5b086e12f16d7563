using StatusLevels.Api.ApiKeys;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Admin.Keys;

/// <summary>The keys of services. A new one is shown in the answer to its form, and nowhere else.</summary>
internal static class KeyPages
{
    public const string Address = $"{AdminPages.Home}/keys";

    public static void MapKeyPages(this IEndpointRouteBuilder admin)
    {
        admin.MapForm("/keys", ShowAll, CreateAsync).NeedsFreshSignIn();
        admin.MapFormOf("/keys/{key_id}/revoked", ShowAll, RevokeAsync).NeedsFreshSignIn();
    }

    private static async Task<Page> ShowAll(HttpContext context, ApiKeyStore keys, string? cursor) =>
        Page.Of<KeysView>("keys.title", (await ApiKeyEndpoints.List(context, keys, cursor, limit: null)).Value);

    private static async Task<IResult> CreateAsync(FormInput input, HttpContext context, ApiKeyStore keys, TimeProvider time)
    {
        var query = new QueryReader();
        var day = query.Day("expires_at", input["expires_at"]);
        query.ThrowIfAny();
        var request = new ApiKeyRequest(
            input["name"].Trim(), input.All("scopes"),
            day is { } expires ? new DateTimeOffset(expires, TimeOnly.MinValue, TimeSpan.Zero) : null);
        var made = await ApiKeyEndpoints.Create(new(request), context, keys, time);
        return Page.Of<NewKeyView>("keys.made", made.Value);
    }

    private static async Task<IResult> RevokeAsync(RouteUuid key_id, HttpContext context, ApiKeyStore keys) =>
        (await ApiKeyEndpoints.Revoke(key_id, context, keys)).OrDone(context, Address, "key_revoked");
}
