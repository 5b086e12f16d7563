using System.Globalization;
using System.Text.RegularExpressions;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Mail;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>What an entry of the directory may hold.</summary>
internal static partial class DirectoryRules
{
    private const string ContactEmails = "contact_emails";

    /// <summary>The language of an organization that has chosen none.</summary>
    public static string DefaultLocale => StatusLevelCatalog.Languages[0];

    /// <summary>A name, or a part of one, as it is compared in a search.</summary>
    public static string SearchKey(string name) => name.ToLowerInvariant();

    /// <summary>The entry that a request asks for; throws with all that is wrong with it, besides what was found before.</summary>
    public static AuditedEntry Read(DirectoryEntryRequest request, FieldErrors? errors = null)
    {
        (errors ?? new FieldErrors())
            .Name("name", request.Name)
            .Slug("slug", request.Slug)
            .Contacts(request.ContactEmails, request.Locale)
            .ThrowIfAny();
        return new(request.Name, request.Slug, [.. request.ContactEmails.OfType<string>()], request.Locale);
    }

    public static ChosenContacts Read(ContactsRequest request)
    {
        new FieldErrors().Contacts(request.ContactEmails, request.Locale).ThrowIfAny();
        return new([.. request.ContactEmails.OfType<string>()], request.Locale);
    }

    /// <summary>Whether an organization may have this slug. In an address an id stands where a slug may stand: none is both.</summary>
    public static bool IsSlug(string text) => Slug().IsMatch(text) && !Uuid.TryParse(text, out _);

    public static FieldErrors Slug(this FieldErrors errors, string field, string slug) => errors
        .AddIf(!Slug().IsMatch(slug), field, "must be 1 to 63 lower-case letters, digits and hyphens")
        .AddIf(Uuid.TryParse(slug, out _), field, "must not be a UUID");

    public static FieldErrors Contacts(this FieldErrors errors, IReadOnlyList<string?> emails, string locale)
    {
        errors
            .AddIf(
                !StatusLevelCatalog.Languages.Contains(locale, StringComparer.Ordinal), "locale",
                $"must be one of {string.Join(", ", StatusLevelCatalog.Languages)}")
            .AddIf(
                emails.Count > ListLengths.ContactEmails, ContactEmails,
                string.Create(CultureInfo.InvariantCulture, $"must have at most {ListLengths.ContactEmails} addresses"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < Math.Min(emails.Count, ListLengths.ContactEmails); index++)
        {
            var fault = emails[index] switch
            {
                null => "must not be null",
                var email when !EmailAddress.IsValid(email) => EmailAddress.Expected,
                var email when !Deliverable.IsValid(email) => Deliverable.Expected,
                var email when !seen.Add(EmailAddress.Key(email)) => "appears twice",
                _ => null,
            };
            if (fault is not null)
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{ContactEmails}[{index}]"), fault);
            }
        }

        return errors;
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slug();
}
