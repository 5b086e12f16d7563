using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StatusLevels.Api.Pages.Layout;
using StatusLevels.Api.Texts;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Verifying;

/// <summary>What verifying a bundle found, for people at a terminal and for programs.</summary>
internal static class BundleText
{
    private const int Schema = 1;

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>In plain words, a line for each thing.</summary>
    public static string Plain(BundleReport report)
    {
        var words = Phrases.In("en");
        var verdict = BundleWords.Of(report.Verdict);
        var text = new StringBuilder()
            .AppendLine(words.Say($"bundle.verdict.{verdict}"))
            .AppendLine(words.Say($"bundle.why.{verdict}"));
        if (report.Facts is { } facts)
        {
            text.AppendLine();
            foreach (var (name, value) in Rows(facts, words))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{words.Say($"bundle.fact.{name}"),-22} {Line(value)}");
            }
        }

        if (report.Findings.Count > 0)
        {
            text.AppendLine().AppendLine(words.Say("bundle.checks"));
            // The text of the entry is in files for members only.
            foreach (var (check, passed) in report.Findings.Where(static one => one is not { Check: BundleCheck.Text, Passed: null }))
            {
                var outcome = words.Say($"bundle.outcome.{BundleWords.Outcome(passed)}");
                text.AppendLine(CultureInfo.InvariantCulture, $"  {outcome,-12} {words.Say($"bundle.check.{BundleWords.Of(check)}")}");
            }
        }

        return text.ToString();
    }

    /// <summary>In JSON, as all commands that check answer: <c>schema</c>, <c>status</c>, <c>checks</c>.</summary>
    public static string Json(BundleReport report)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Schema);
            json.WriteString("status", Status(VerifyCommand.ExitCode(report.Verdict) switch { 0 => true, 1 => false, _ => null }));
            json.WriteString("verdict", BundleWords.Of(report.Verdict));
            if (report.Facts is { } facts)
            {
                Write(json, facts);
            }

            json.WriteStartArray("checks");
            foreach (var (check, passed) in report.Findings)
            {
                json.WriteStartObject();
                json.WriteString("id", BundleWords.Of(check));
                json.WriteString("name", Phrases.In("en").Say($"bundle.check.{BundleWords.Of(check)}"));
                json.WriteString("status", Status(passed));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + Environment.NewLine;
    }

    private static void Write(Utf8JsonWriter json, BundleFacts facts)
    {
        json.WriteStartObject("organization");
        json.WriteString("id", facts.OrganizationId);
        json.WriteString("name", facts.Name);
        json.WriteString("passport", facts.Passport.AbsoluteUri);
        json.WriteEndObject();
        json.WriteString("level", facts.Level);
        json.WriteString("valid_from", Instants.Write(facts.ValidFrom));
        json.WriteString("valid_until", facts.ValidUntil is { } until ? Instants.Write(until) : null);
        json.WriteString("as_of", Instants.Write(facts.AsOf));
        json.WriteString("fresh_until", Instants.Write(facts.FreshUntil));
        json.WriteString("issuer", facts.Issuer);
        json.WriteStartObject("key");
        json.WriteString("id", facts.KeyId);
        json.WriteString("source", BundleWords.Of(facts.Keys));
        json.WriteEndObject();
        json.WriteStartObject("entry");
        json.WriteNumber("epoch", facts.Epoch);
        json.WriteNumber("sequence", facts.Sequence);
        json.WriteString("log", facts.Log);
        json.WriteNumber("leaf", facts.Leaf);
        json.WriteNumber("log_size", facts.LogSize);
        json.WriteEndObject();
    }

    private static IEnumerable<(string Name, string Value)> Rows(BundleFacts facts, Phrases words)
    {
        yield return ("organization", facts.Name is { } name ? $"{name}, {facts.Passport}" : facts.Passport.AbsoluteUri);
        yield return ("level", facts.Level);
        yield return ("since", words.Moment(facts.ValidFrom));
        yield return ("until", facts.ValidUntil is { } until ? words.Moment(until) : words.Say("bundle.fact.endless"));
        yield return ("why", words.Say(
            "bundle.fact.entry", ("sequence", Number(facts.Sequence)), ("leaf", Number(facts.Leaf)), ("size", Number(facts.LogSize)),
            ("log", facts.Log)));
        yield return ("as_of", words.Moment(facts.AsOf));
        yield return ("fresh_until", words.Moment(facts.FreshUntil));
        yield return ("issuer", facts.Issuer);
        yield return ("key", $"{facts.KeyId} {words.Say($"bundle.key.{BundleWords.Of(facts.Keys)}")}");
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    // What a stranger wrote begins no line of its own on a terminal, and steers nothing there.
    private static string Line(string value) => StrangersText.Shown(value).ReplaceLineEndings(" ");

    private static string Status(bool? passed) => passed switch { true => "ok", false => "fail", null => "unknown" };
}
