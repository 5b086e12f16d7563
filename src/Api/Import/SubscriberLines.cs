using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Import;

/// <summary>Lines that tell of subscriptions.</summary>
internal sealed class SubscriberLines(SubscriberImport subscribers, Call call) : IImportedLines
{
    public int LineBytes => ImportLimits.LineBytes;

    public ImportStep Read(NdjsonLine line)
    {
        var (read, known) = ImportedSubscription.Read(line);
        return read is null ? ImportStep.Done(known!) : new(read.Organization.Value, () => subscribers.ImportAsync(read, call), null);
    }
}
