namespace StatusLevels.Api.Import;

/// <summary>What the lines of an import are, and what is done with each.</summary>
internal interface IImportedLines
{
    /// <summary>The longest line, in bytes; a longer one fails alone.</summary>
    int LineBytes { get; }

    /// <summary>What is to be done with a line, or its outcome when that is known already.</summary>
    ImportStep Read(NdjsonLine line);
}

/// <summary>What a line asks for.</summary>
/// <param name="Organization">Of whom: lines of one organization take effect in their order.</param>
/// <param name="ImportAsync">Does it, and never throws; null: there is nothing to do.</param>
/// <param name="Known">What became of it then.</param>
internal readonly record struct ImportStep(Guid Organization, Func<Task<ImportOutcomeReply>>? ImportAsync, ImportOutcomeReply? Known)
{
    /// <summary>There is nothing to do.</summary>
    public static ImportStep Done(ImportOutcomeReply outcome) => new(default, null, outcome);
}
