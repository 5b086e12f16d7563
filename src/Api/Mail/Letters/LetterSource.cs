using System.Text.Json;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Mail.Letters;

/// <summary>What all letters are written from: the mail, its language, the addresses of pages, and the instant.</summary>
internal sealed class LetterSource(
    WaitingMail mail, Phrases words, Uri baseAddress, string product, DateTimeOffset now, StatusLevelCatalog catalog)
{
    private readonly List<MailLink> links = [];

    public WaitingMail Mail { get; } = mail;

    public Phrases Words { get; } = words;

    public string Product { get; } = product;

    public DateTimeOffset Now { get; } = now;

    public StatusLevelCatalog Catalog { get; } = catalog;

    /// <summary>The links that have to be kept before the letter is sent.</summary>
    public IReadOnlyList<MailLink> Links => links;

    /// <summary>How the organization is called on a line of text.</summary>
    public string Organization => SafeText.Line(Mail.OrganizationName ?? Mail.OrganizationId?.ToString("D") ?? "");

    /// <summary>The address of a page of ours.</summary>
    public string Page(string path) => new Uri(baseAddress, path).AbsoluteUri;

    /// <summary>The page of the organization; members find it once they have signed in.</summary>
    public string OrganizationPage(string name) =>
        Page($"dashboard/organization/{name}?organization_id={Mail.OrganizationId:D}");

    /// <summary>A new link, good for the purpose alone.</summary>
    public string Link(LinkPurpose purpose, string path, DateTimeOffset? expiresAt)
    {
        var link = new MailLink(purpose, LinkToken.New(), expiresAt);
        links.Add(link);
        return Page($"{path}?token={link.Token}");
    }

    public LetterPart.Say Say(string name, params ReadOnlySpan<(string Name, string Value)> values) => new(Words.Say(name, values));

    /// <summary>Why an account is written to.</summary>
    public IReadOnlyList<LetterPart> AccountFooter() => [Say("mail.why.account", ("product", Product))];

    /// <summary>Why an admin of the platform is.</summary>
    public IReadOnlyList<LetterPart> PlatformFooter() => [Say("mail.why.platform")];

    /// <summary>Why an owner or admin of the organization is, whatever they chose.</summary>
    public IReadOnlyList<LetterPart> ManagerFooter() => [Say("mail.why.manager", ("organization", Organization))];
}

/// <summary>Reads what stands in events and details; what is missing is null.</summary>
internal static class LetterFacts
{
    public static string? Text(this JsonElement facts, string name) =>
        facts.ValueKind == JsonValueKind.Object && facts.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    public static DateTimeOffset? Instant(this JsonElement facts, string name) =>
        Text(facts, name) is { } text && Instants.TryParse(text, out var instant) ? instant : null;

    public static long Number(this JsonElement facts, string name) =>
        facts.ValueKind == JsonValueKind.Object && facts.TryGetProperty(name, out var value) && value.TryGetInt64(out var number)
            ? number
            : 0;
}
