using Microsoft.Extensions.Caching.Memory;
using StatusLevels.Api.Badges;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Pages.Passport;

/// <summary>The form in which somebody asks for a passport.</summary>
/// <param name="Language">Of its words.</param>
/// <param name="ByLink">The language was chosen by the link, and its links carry it on.</param>
/// <param name="BySlug">Its own address has the slug, and not the id.</param>
/// <param name="Encoding">How it is packed.</param>
internal readonly record struct PassportForm(string Language, bool ByLink, bool BySlug, string Encoding)
{
    public static PassportForm Of(HttpRequest request, bool bySlug) => new(
        PageLanguage.Of(request, visitor: null), PageLanguage.IsByLink(request), bySlug, PackedPage.EncodingFor(request));
}

/// <summary>A passport as it went out.</summary>
/// <param name="Status">Of the answer.</param>
/// <param name="Version">Of the organization's status.</param>
/// <param name="NextDue">Until when it is true by itself.</param>
/// <param name="Entry">What the directory said.</param>
/// <param name="Path">Its own address.</param>
/// <param name="Page">Its bytes.</param>
internal sealed record KeptPassport(
    int Status, long Version, DateTimeOffset? NextDue, BadgeFacts Entry, string Path, PackedPage Page)
{
    /// <summary>It says of this status what a new one would say.</summary>
    public bool Tells(PublicStatus status, BadgeFacts entry, string path, DateTimeOffset now) =>
        Version == status.Version && NextDue == status.NextDue && !(NextDue <= now)
        && Entry.Name == entry.Name && Entry.Domains.SequenceEqual(entry.Domains, StringComparer.Ordinal)
        && string.Equals(Path, path, StringComparison.Ordinal);
}

/// <summary>
/// Passports that somebody asked for lately, up to 64 MiB: whoever asks for one that nothing has changed about gets the same bytes.
/// </summary>
internal sealed class PassportMemory : IDisposable
{
    private const long MostBytes = 64 * 1024 * 1024;

    /// <summary>What an entry takes besides the page, bytes.</summary>
    private const int Around = 512;

    /// <summary>What nobody looks at again is gone after this time, also on nodes that were not told that it is forgotten.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = MostBytes });
    private readonly HashSet<PassportForm> forms = [];
    private readonly Lock adding = new();

    public KeptPassport? Find(OrganizationId organization, PassportForm form) => kept.Get<KeptPassport>((organization, form));

    public void Keep(OrganizationId organization, PassportForm form, KeptPassport passport)
    {
        lock (adding)
        {
            forms.Add(form);
        }

        kept.Set((organization, form), passport, new MemoryCacheEntryOptions
        {
            Size = passport.Page.Size + Around,
            AbsoluteExpirationRelativeToNow = Longest,
        });
    }

    /// <summary>It was forgotten: nothing of it stays.</summary>
    public void Forget(Guid organization)
    {
        PassportForm[] known;
        lock (adding)
        {
            known = [.. forms];
        }

        foreach (var form in known)
        {
            kept.Remove((new OrganizationId(organization), form));
        }
    }

    public void Dispose() => kept.Dispose();
}
