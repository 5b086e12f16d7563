using System.Globalization;
using StatusLevels.Api.Domains;
using StatusLevels.Api.OrganizationDirectory;

namespace StatusLevels.Api.Import;

/// <summary>A line of an import: an organization as another product knows it.</summary>
/// <param name="Id">The organization, a UUID.</param>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Slug">Lower-case letters, digits and hyphens, 1 to 63; no two organizations have the same.</param>
/// <param name="Contacts">To whom mail about the levels goes, at most 20 addresses, which need not confirm; absent: those that are
/// there.</param>
/// <param name="Locale">The language of that mail: `en` or `ru`; absent: as it is, and `en` for a new entry.</param>
/// <param name="Domains">Sites, at most 10; those that are there stay.</param>
/// <param name="Members">Who acts for it, at most 500; those that are there stay.</param>
internal sealed record OrganizationLine(
    string Id, string Name, string Slug, IReadOnlyList<string?>? Contacts = null, string? Locale = null,
    IReadOnlyList<string?>? Domains = null,
    IReadOnlyList<OrganizationLineMember?>? Members = null);

/// <summary>A member in a line.</summary>
/// <param name="UserId">The id of a local account, the e-mail address of one, or the subject of a token, 1 to 255 characters.</param>
/// <param name="Role">`viewer`, `editor`, `admin` or `owner`.</param>
internal sealed record OrganizationLineMember(string UserId, string Role);

/// <summary>A line that is in order.</summary>
internal sealed record ImportedOrganization(
    int Line, Guid Id, string Name, string Slug, IReadOnlyList<string>? Contacts, string? Locale, IReadOnlyList<string> Domains,
    IReadOnlyList<(string UserId, MemberRole Role)> Members)
{
    private const int MostMembers = 500;

    public ImportOutcomeReply Became(ImportOutcome outcome, string? code = null, string? detail = null) =>
        new(Line, Id, null, Words.Of(outcome), code, detail);

    public ImportOutcomeReply Failed(Problem problem) => Became(ImportOutcome.Failed, problem.Code.Code, problem.Detail);

    /// <summary>Reads a line: what it says, or its outcome when that is known already.</summary>
    public static (ImportedOrganization? Read, ImportOutcomeReply? Known) Read(NdjsonLine line)
    {
        if (line.Bytes is not { } bytes)
        {
            return Fault(line.Number, ImportedSubscription.LineTooLong(ImportLimits.OrganizationBytes));
        }

        var (said, fault) = StrictJson.ReadLine(bytes, ApiJson.Context.OrganizationLine);
        if (said is null)
        {
            return Fault(line.Number, fault!);
        }

        if (!Uuid.TryParse(said.Id, out var id))
        {
            return Fault(
                line.Number, new(ProblemCode.MalformedId, new("import.malformed_id", ("member", "id"), ("id", TextRules.Shown(said.Id)))));
        }

        var errors = new FieldErrors()
            .Name("name", said.Name)
            .Slug("slug", said.Slug)
            .Contacts(said.Contacts ?? [], said.Locale ?? DirectoryRules.DefaultLocale);
        var domains = Sites(said.Domains ?? [], errors);
        var members = People(said.Members ?? [], errors);
        return errors.Any
            ? Fault(line.Number, errors.ToProblem(), id)
            : (
                new(
                    line.Number, id, said.Name, said.Slug, said.Contacts is { } contacts ? [.. contacts.OfType<string>()] : null,
                    said.Locale, domains, members),
                null);
    }

    private static List<string> Sites(IReadOnlyList<string?> said, FieldErrors errors)
    {
        errors.AddIf(
            said.Count > DomainStore.Most, "domains",
            string.Create(CultureInfo.InvariantCulture, $"must have at most {DomainStore.Most} sites"));
        var sites = new List<string>();
        for (var index = 0; index < Math.Min(said.Count, DomainStore.Most); index++)
        {
            if (said[index] is { } text && DomainName.Read(text) is { } name)
            {
                sites.Add(name);
            }
            else
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"domains[{index}]"), DomainName.Expected);
            }
        }

        return sites;
    }

    private static List<(string, MemberRole)> People(IReadOnlyList<OrganizationLineMember?> said, FieldErrors errors)
    {
        errors.AddIf(
            said.Count > MostMembers, "members", string.Create(CultureInfo.InvariantCulture, $"must have at most {MostMembers} members"));
        var people = new List<(string, MemberRole)>();
        for (var index = 0; index < Math.Min(said.Count, MostMembers); index++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"members[{index}]");
            if (said[index] is not { } member)
            {
                errors.Add(field, "must not be null");
                continue;
            }

            errors.Length($"{field}.user_id", member.UserId, 1, TextLengths.OutsideId);
            var isRole = Words.TryParse<MemberRole>(member.Role, out var role);
            errors.AddIf(!isRole, $"{field}.role", QueryReader.Choice<MemberRole>());
            people.Add((member.UserId, role));
        }

        return people;
    }

    private static (ImportedOrganization?, ImportOutcomeReply?) Fault(int number, Problem problem, Guid? organization = null) =>
        (null, new(number, organization, null, Words.Of(ImportOutcome.Failed), problem.Code.Code, problem.Detail));
}
