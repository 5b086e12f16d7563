using System.Buffers.Text;
using System.Text.Json;
using StatusLevels.Testing;
using StatusLevels.Testing.Credentials;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Tests.Verifying;

/// <summary>The program in Python that docs/ shows, the script of the page and our own code find the same of every bundle.</summary>
public sealed class VerifierTests
{
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    [Fact]
    public void Our_own_code_finds_what_is_true() => Assert.All(BundleCases.All(now), one =>
        Assert.Equal(
            (
                one.Name,
                one.Name.StartsWith(BundleCases.AnotherLetter, StringComparison.Ordinal)
                    ? Broken(one.Verdict, Own(one.Text))
                    : one.Verdict),
            (one.Name, Own(one.Text))));

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task The_script_of_the_page_finds_the_same()
    {
        var cases = BundleCases.All(now);
        var did = new TestBundle().Did();
        var found = await OutsideVerifier.ByScriptAsync(did, cases.Select(one => one.Text));
        var known = new BundleTrust([], DidKeys.Read(JsonSerializer.SerializeToElement(did)));
        Assert.All(cases.Zip(found), pair => Assert.Equal(
            (pair.First.Name, Word(Own(pair.First.Text, known)), Word(Own(pair.First.Text, BundleTrust.None))),
            (pair.First.Name, pair.Second[0], pair.Second[1])));
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task The_program_in_Python_finds_the_same()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "bundle.jws");
        var key = Base64Url.EncodeToString(TestBundle.Key.PublicKey);
        // A process each: of the letters that were changed some are enough.
        var cases = BundleCases.All(now).Where(
            (one, number) => !one.Name.StartsWith(BundleCases.AnotherLetter, StringComparison.Ordinal) || number % 5 == 0);
        foreach (var (name, text, verdict) in cases)
        {
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            foreach (var (keys, trust) in ((string[], BundleTrust)[])[([key], Pinned), .. Unpinned(verdict)])
            {
                var expected = Own(text, trust);
                var (exitCode, output) = await OutsideVerifier.InPythonAsync([file, .. keys]);
                Assert.Equal((name, Exit(expected)), (name, exitCode));
                Assert.StartsWith(
                    expected is BundleVerdict.NotGenuine or BundleVerdict.Unreadable ? "not genuine" : $"{Word(expected)}: ", output,
                    StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_program_in_Python_is_short() =>
        Assert.InRange(File.ReadAllLines(Repository.PathOf("docs/verify.py")).Length, 1, 150);

    private static BundleTrust Pinned => new([TestBundle.Key.PublicKey.ToArray()]);

    private static (string[], BundleTrust)[] Unpinned(BundleVerdict verdict) =>
        verdict is BundleVerdict.NotGenuine or BundleVerdict.Unreadable ? [] : [([], BundleTrust.None)];

    private static string Word(BundleVerdict verdict) => JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());

    private static int Exit(BundleVerdict verdict) => StatusLevels.Api.Verifying.VerifyCommand.ExitCode(verdict);

    // A letter that was changed in the header or in JSON may leave nothing to be read.
    private static BundleVerdict Broken(BundleVerdict expected, BundleVerdict found) =>
        found == BundleVerdict.Unreadable ? found : expected;

    private BundleVerdict Own(string text, BundleTrust? trust = null) => BundleVerification.Verify(text, trust ?? Pinned, now).Verdict;
}
