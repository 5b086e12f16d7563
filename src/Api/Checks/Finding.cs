namespace StatusLevels.Api.Checks;

/// <summary>What somebody found who looked: verdict and words are one value.</summary>
internal sealed record Finding(CheckStatus Status, string Seen)
{
    public static Finding Ok(Seen seen) => new(CheckStatus.Ok, seen.ToString());

    public static Finding Warn(Seen seen) => new(CheckStatus.Warn, seen.ToString());

    public static Finding Fail(Seen seen) => new(CheckStatus.Fail, seen.ToString());

    public static Finding Unknown(Seen seen) => new(CheckStatus.Unknown, seen.ToString());

    /// <summary>This, if there is something; else that there is nothing.</summary>
    public static Finding If(bool isThere, CheckStatus status, Seen seen) =>
        isThere ? new(status, seen.ToString()) : new(CheckStatus.Ok, "none");

    /// <summary>Nobody looked, because this other check stands in front of it.</summary>
    public static Finding After(CheckRule other) => new(CheckStatus.Unknown, $"not looked at: {other.Id} comes first");
}
