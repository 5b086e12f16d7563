using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>Somebody elsewhere who signs what they saw of the public log: two trees of one size then cannot both be signed.</summary>
/// <param name="Key">What their signatures are verified with.</param>
/// <param name="Address">Below it they are asked.</param>
/// <remarks>c2sp.org/tlog-witness</remarks>
internal sealed record LogWitness(NoteKey Key, Uri Address)
{
    public const string SettingName = "LOG_WITNESSES";

    /// <summary>Reads <c>vkey=url</c>.</summary>
    /// <exception cref="StartupException">It is none.</exception>
    public static LogWitness Read(string text, bool isDevelopment) =>
        text.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, var url]
        && NoteKey.Parse(key) is { Type: NoteSignatureType.Cosignature } witness
        && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address is { UserInfo: "", Query: "", Fragment: "" }
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && (isDevelopment || address.IsLoopback)))
            ? new(witness, new Uri($"{address.AbsoluteUri.TrimEnd('/')}/add-checkpoint"))
            : throw new StartupException(
                $"{SettingName} must list witnesses as KEY=ADDRESS, separated by commas: the verifier key that a witness publishes for its cosignatures, and its https address. \"{Setting.Shown(text)}\" is none.");
}
