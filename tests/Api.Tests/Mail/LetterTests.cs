using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using StatusLevels.Api.Mail;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>
/// Every letter in every language: it can be written, is short, holds what people wrote as text, and can be read without HTML.
/// </summary>
public sealed class LetterTests(SharedApi shared)
{
    private const string Hostile = "ООО «Ромашка» <script>alert(1)</script>\r\nBcc: x@example.org \u202e";

    public static TheoryData<string, string> Letters
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var language in (string[])["en", "ru"])
            {
                foreach (var (type, _) in MailedEvents.GravestFirst)
                {
                    all.Add(language, type);
                }

                foreach (var letter in (string[])[
                    MailLetters.Digest, MailLetters.Invitation, MailLetters.Reset, MailLetters.PasswordChanged, MailLetters.Confirmation,
                    MailLetters.EndpointFailing, MailLetters.EndpointEnding, MailLetters.EndpointDisabled, MailLetters.DomainLost,
                    MailLetters.DailySummary, MailLetters.Test])
                {
                    all.Add(language, letter);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public async Task It_is_written(string language, string letter)
    {
        var composer = shared.Api.Services.GetRequiredService<MailComposer>();

        var composed = await composer.ComposeAsync(Waiting(language, letter));

        var message = composed!.Message;
        if (Environment.GetEnvironmentVariable("LETTERS_DIR") is { } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{letter}.{language}.html"), message.HtmlBody);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{letter}.{language}.txt"), message.Subject + "\n\n" + message.TextBody);
        }

        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes, TestContext.Current.CancellationToken);
        Assert.InRange(bytes.Length, 1, 30 * 1024);
        Assert.DoesNotContain("<script", message.HtmlBody, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", message.HtmlBody, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"lang=\"{language}\"", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain('{', message.TextBody!);
        Assert.Contains("http", message.TextBody, StringComparison.Ordinal);
        bytes.Position = 0;
        var read = await MimeMessage.LoadAsync(bytes, TestContext.Current.CancellationToken);
        Assert.False(read.Headers.Contains(HeaderId.Bcc));
        Assert.DoesNotContain(read.Subject!, char.IsControl);
        Assert.DoesNotContain('\u202e', read.Subject! + read.TextBody);
        Assert.Equal(message.MessageId, (await composer.ComposeAsync(Waiting(language, letter)))!.Message.MessageId);
    }

    private static WaitingMail Waiting(string language, string letter)
    {
        var isEvent = letter.StartsWith("status.", StringComparison.Ordinal);
        var organization = Guid.Parse("0b9f6c1e-6c0e-4c8e-9d43-5f0a2f7c1a11");
        var end = DateTimeOffset.UnixEpoch.AddYears(70);
        var level = letter.Contains("level_c", StringComparison.Ordinal)
            ? "C" : letter.Contains("grace", StringComparison.Ordinal) ? "A"
            : "B";
        var facts = $$"""
            {"level":"{{level}}","ends_at":"2040-05-01T10:00:00.000Z","reason":"validity_ended","comment":"Спасибо!\n<b>Documents</b> are fine.",
             "rejection_reason":"Не хватает <i>устава</i> и выписки; пришлите их, пожалуйста, ещё раз."}
            """;
        return new()
        {
            Delivery = new()
            {
                Id = organization,
                Letter = isEvent ? MailLetters.Status : letter,
                Recipient = "office@example.org",
                Capacity = isEvent || letter == MailLetters.Confirmation ? "contact" : "user",
                UserId = "01a207d5-4baf-7e31-88d5-c54b7c7570a4",
                CreatedAt = end,
                Event = isEvent ? new($"{organization}/1/7", letter, organization, 1, 7, end, facts, Status: null) : null,
                Details = """
                    {"url":"https://hooks.example.org/status?…","failing_since":"2026-11-27T10:00:00.000Z","date":"2026-12-02T10:00:00.000Z","error":"503 Service Unavailable",
                     "endpoint_id":"01a207d5-4baf-7e31-88d5-c54b7c7570a4","domain":"xn--80aairftm.xn--p1ai","since":"2026-11-26T02:00:00.000Z","until":"2026-11-27T02:00:00.000Z","raised":42,"late":1,"superseded":2,"due_next":17}
                    """,
            },
            OrganizationId = organization,
            Data = isEvent ? System.Text.Json.JsonDocument.Parse(facts).RootElement : null,
            Also = isEvent && level == "B"
                ? [("status.level.degraded", System.Text.Json.JsonDocument.Parse("""{"level":"C"}""").RootElement)]
                : [],
            OrganizationName = Hostile,
            OrganizationLocale = language,
            IsContact = true,
            IsMuted = false,
            IsConfirmed = true,
            IsFailing = false,
            IsActive = true,
            AccountEmail = "office@example.org",
            AccountName = "Ольга",
            AccountLocale = language,
            IsPlatformAdmin = true,
            Role = "owner",
            Wants = true,
            Stands = true,
            Requests = [new(Hostile, "B", end), new("Linen mill", "C", end)],
        };
    }
}
