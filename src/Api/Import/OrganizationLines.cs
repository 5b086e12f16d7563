using StatusLevels.Api.Audit;

namespace StatusLevels.Api.Import;

/// <summary>Lines that tell of organizations.</summary>
internal sealed class OrganizationLines(OrganizationImport organizations, AuditOrigin origin, bool isRehearsal) : IImportedLines
{
    public int LineBytes => ImportLimits.OrganizationBytes;

    public ImportStep Read(NdjsonLine line)
    {
        var (read, known) = ImportedOrganization.Read(line);
        return read is null ? ImportStep.Done(known!) : new(read.Id, () => organizations.ImportAsync(read, origin, isRehearsal), null);
    }
}
