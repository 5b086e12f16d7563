namespace StatusLevels.Api.Security;

/// <summary>What an issuer knows this product by.</summary>
/// <param name="Issuer">Who vouches for people.</param>
/// <param name="Id">The id of the client.</param>
/// <param name="Secret">Its secret; null for a public client, which PKCE alone protects.</param>
internal sealed record OidcClient(TokenIssuer Issuer, string Id, string? Secret);
