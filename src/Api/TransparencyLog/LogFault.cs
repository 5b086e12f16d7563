namespace StatusLevels.Api.TransparencyLog;

/// <summary>Something that the log proves to be wrong, as a sentence for an operator.</summary>
internal abstract record LogFault
{
    private LogFault()
    {
    }

    /// <summary>The entry is another one than when it was logged.</summary>
    public sealed record EntryChanged(long Index, EntryName Entry) : LogFault
    {
        public override string ToString() => $"{Entry} is not what leaf {Index} holds of it: it was changed after it was logged";
    }

    /// <summary>The entry is gone, and its organization was not forgotten.</summary>
    public sealed record EntryMissing(long Index, EntryName Entry) : LogFault
    {
        public override string ToString() => $"{Entry} is missing from the history, and leaf {Index} holds it";
    }

    /// <summary>The entry is in no log and does not wait for it: it was written past the product.</summary>
    public sealed record EntryUnlogged(EntryName Entry) : LogFault
    {
        public override string ToString() => $"{Entry} is in no leaf of the log: it was written past the product";
    }

    /// <summary>The leaf is not the one that the tree holds.</summary>
    public sealed record TreeChanged(long Index) : LogFault
    {
        public override string ToString() => $"leaf {Index} is not the one that the tree holds";
    }

    /// <summary>More leaves, or fewer, are nobody's than forgotten organizations explain.</summary>
    public sealed record Unexplained(long Count) : LogFault
    {
        public override string ToString() => Count > 0
            ? $"{Count} leaves belong to no entry, and no forgotten organization explains them"
            : $"{-Count} leaves more were given up than the log has";
    }

    /// <summary>Leaves are gone, or there are more than the tree has.</summary>
    public sealed record LeavesMissing(long Count) : LogFault
    {
        public override string ToString() => Count > 0
            ? $"{Count} leaves of the log are missing from the database"
            : $"the database holds {-Count} leaves more than the log has";
    }

    /// <summary>The tree does not have the root that was signed.</summary>
    public sealed record RootDiffers(string Where, long Size) : LogFault
    {
        public override string ToString() => $"the first {Size} leaves do not have the root that {Where} says: one of them was changed";
    }

    /// <summary>The tree is shorter than one that was signed.</summary>
    public sealed record Shrunk(string Where, long Size, long Now) : LogFault
    {
        public override string ToString() => $"{Where} has {Size} leaves, and there are {Now} now: the log was put back";
    }
}
