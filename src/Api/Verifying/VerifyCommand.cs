using System.CommandLine;
using StatusLevels.Api.Pages.Layout;
using StatusLevels.Silo;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Verifying;

/// <summary><c>verify</c>: whether a bundle of a credential is genuine, and what it says.</summary>
internal static class VerifyCommand
{
    private const int NotValid = 1;
    private const int NotKnown = 2;

    public static Command Create()
    {
        var target = new Argument<string>("FILE|URL") { Description = "The bundle: a file, - for the standard input, or the address of one." };
        var keys = new Option<string[]>("--key") { Description = "A key of the issuer (x of publicKeyJwk in its did.json), or of its log (as /log/keys shows it). It can stand several times. Default: the issuer is asked for its keys." };
        var offline = new Option<bool>("--offline") { Description = "Ask nobody: without --key the keys are those in the file, which is not enough." };
        var json = new Option<bool>("--json") { Description = "Answer in JSON, as docs/trust.md describes it." };
        var verify = new Command("verify", "Verify a credential of a level, with all that proves it in one file. Exit code 0: the level counts, 1: it does not, 2: it is not known.")
        {
            target, keys, offline, json,
        };
        verify.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var report = await RunAsync(
                    parsed.GetRequiredValue(target), parsed.GetValue(keys) ?? [], parsed.GetValue(offline),
                    parsed.InvocationConfiguration.Error, cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteAsync(
                    parsed.GetValue(json) ? BundleText.Json(report) : BundleText.Plain(report));
                return ExitCode(report.Verdict);
            }
            catch (Exception exception) when (OperatorFaults.SentenceOf(exception) is { } sentence)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(sentence);
                return NotKnown;
            }
        });
        return verify;
    }

    /// <summary>What is unknown is neither valid nor refuted.</summary>
    public static int ExitCode(BundleVerdict verdict) => verdict switch
    {
        BundleVerdict.Valid => 0,
        BundleVerdict.AsOf or BundleVerdict.Unconfirmed or BundleVerdict.Unsupported => NotKnown,
        _ => NotValid,
    };

    private static async Task<BundleReport> RunAsync(
        string target, string[] keys, bool offline, TextWriter errors, CancellationToken cancellationToken)
    {
        var (issuerKeys, logKey) = Read(keys);
        using var source = new BundleSource();
        var text = await source.BundleAsync(target, cancellationToken);
        DidKeys? fetched = null;
        if (issuerKeys.Count == 0 && !offline && BundleVerification.IssuerOf(text) is { } issuer)
        {
            try
            {
                fetched = await source.KeysAsync(issuer, cancellationToken);
                logKey ??= await BundleSource.LogKeyAsync(issuer, BundleVerification.LogKeyOf(text), cancellationToken);
            }
            catch (StartupException exception)
            {
                // It repeats what stands in a file that nobody has verified.
                await errors.WriteLineAsync(
                    $"The issuer could not be asked for its keys: {StrangersText.Shown(exception.Message).ReplaceLineEndings(" ")}");
            }
        }

        return BundleVerification.Verify(text, new BundleTrust(issuerKeys, fetched, logKey), TimeProvider.System.GetUtcNow());
    }

    private static (IReadOnlyList<byte[]> Issuer, NoteKey? Log) Read(string[] keys)
    {
        List<byte[]> issuer = [];
        NoteKey? log = null;
        foreach (var key in keys)
        {
            if (Base64UrlText.Read(key, Ed25519Key.PublicKeyBytes) is { } bytes)
            {
                issuer.Add(bytes);
            }
            else if (NoteKey.Parse(key) is { } ofLog)
            {
                log = ofLog;
            }
            else
            {
                throw new StartupException("--key must be the x of a key in the issuer's did.json, or a verifier key of its log.");
            }
        }

        return (issuer, log);
    }
}
