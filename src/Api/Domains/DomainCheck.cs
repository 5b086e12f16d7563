namespace StatusLevels.Api.Domains;

/// <summary>Looks whether a site is an organization's: by its file, or by its names.</summary>
internal sealed class DomainCheck(DomainFile file, DomainRecord record)
{
    public async Task<DomainFinding> LookAsync(string domain, Guid organization, CancellationToken cancellationToken)
    {
        var address = new Uri(DomainProofs.Of(domain, organization).FileUrl);
        var byFile = file.LookAsync(address, organization, cancellationToken);
        var byName = record.LookAsync(domain, organization, cancellationToken);
        DomainFinding[] found = await Task.WhenAll(byFile, byName);
        return found.FirstOrDefault(finding => finding.Method is not null)
            ?? (found.All(finding => finding.IsClear)
                ? DomainFinding.Missing(found[0].Fault!)
                : DomainFinding.Unclear(found.First(finding => !finding.IsClear).Fault!));
    }
}
