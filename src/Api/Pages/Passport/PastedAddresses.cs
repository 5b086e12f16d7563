using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.QrCodes;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Pages.Passport;

/// <summary>What somebody pasted to have it verified.</summary>
internal abstract record Pasted
{
    private Pasted()
    {
    }

    /// <summary>It leads to this organization.</summary>
    internal sealed record Organization(OrganizationId Id) : Pasted;

    /// <summary>It leads to another site: whatever is shown there, nothing here says it.</summary>
    internal sealed record Elsewhere(string Host) : Pasted;

    /// <summary>It could be one of ours, and is none.</summary>
    internal sealed record Unknown : Pasted;

    /// <summary>It is neither an id nor an address.</summary>
    internal sealed record Unreadable : Pasted;
}

/// <summary>
/// Reads addresses of passports, badges and QR codes, ids and slugs that people paste. Nothing that is pasted is ever fetched.
/// </summary>
internal sealed class PastedAddresses(ApiSettings settings, Slugs slugs, QrTargets codes)
{
    public const int Longest = 2000;

    private const string SchemeEnd = "://";

    public async ValueTask<Pasted> ReadAsync(string text, HttpRequest request, CancellationToken cancellationToken)
    {
        var pasted = text.Trim();
        if (pasted.Length is 0 or > Longest)
        {
            return new Pasted.Unreadable();
        }

        if (Uuid.TryParse(pasted, out _) || DirectoryRules.IsSlug(pasted))
        {
            return await OfAsync(pasted, cancellationToken);
        }

        var whole = pasted.StartsWith('/') ? $"{request.Scheme}{SchemeEnd}{request.Host}{pasted}"
            : pasted.Contains(SchemeEnd, StringComparison.Ordinal) ? pasted
            : $"https{SchemeEnd}{pasted}";
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || !address.Host.Contains('.', StringComparison.Ordinal) && !IsOurs(address, request))
        {
            return new Pasted.Unreadable();
        }

        return IsOurs(address, request) ? await OfPathAsync(address, cancellationToken) : new Pasted.Elsewhere(address.IdnHost);
    }

    private bool IsOurs(Uri address, HttpRequest request) =>
        Is(settings.PublicBaseUrl?.Authority ?? request.Host.Value, address)
        || (settings.PublicBaseUrl is not null && Is(request.Host.Value, address) && settings.IsDevelopment);

    private static bool Is(string? own, Uri address) => string.Equals(own, address.Authority, StringComparison.OrdinalIgnoreCase);

    private async ValueTask<Pasted> OfPathAsync(Uri address, CancellationToken cancellationToken)
    {
        var front = settings.PublicBaseUrl?.AbsolutePath.TrimEnd('/') ?? "";
        var path = address.AbsolutePath;
        string[] parts = path.StartsWith($"{front}/", StringComparison.Ordinal) ? path[(front.Length + 1)..].TrimEnd('/').Split('/') : [];
        return parts switch
        {
            ["organizations", var organization] => await OfAsync(organization, cancellationToken),
            ["badges", var organization, _] => await OfAsync(organization, cancellationToken),
            ["badges", var picture] when picture.LastIndexOf('.') is > 0 and var end => await OfAsync(picture[..end], cancellationToken),
            ["q", var code] when QrCodeText.IsCode(code) => await codes.FindAsync(code, cancellationToken) is { } target
                ? new Pasted.Organization(new(target.OrganizationId))
                : new Pasted.Unknown(),
            _ => new Pasted.Unknown(),
        };
    }

    private async ValueTask<Pasted> OfAsync(string organization, CancellationToken cancellationToken) =>
        Uuid.TryParse(organization, out var id) ? new Pasted.Organization(new(id))
        : DirectoryRules.IsSlug(organization) && await slugs.FindAsync(organization, cancellationToken) is { } owner
            ? new Pasted.Organization(new(owner.OrganizationId))
        : new Pasted.Unknown();
}
