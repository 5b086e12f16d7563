using System.Text;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Mail.Letters;

/// <summary>A letter as plain text.</summary>
internal static class LetterText
{
    private const int Width = 72;

    public static string Of(Letter letter)
    {
        var text = new StringBuilder();
        text.Append(letter.Heading).Append('\n').Append('=', Math.Min(letter.Heading.Length, Width)).Append("\n\n");
        foreach (var part in letter.Parts)
        {
            Write(text, part);
        }

        text.Append("-- \n").Append(Phrases.In(letter.Language).Say("product")).Append("\n\n");
        foreach (var part in letter.Footer)
        {
            Write(text, part);
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static void Write(StringBuilder text, LetterPart part)
    {
        switch (part)
        {
            case LetterPart.Say say:
                Wrap(text, say.Text, "");
                break;
            case LetterPart.Facts facts:
                foreach (var (name, value) in facts.Named)
                {
                    Wrap(text, $"{name}: {value}", "");
                }

                break;
            case LetterPart.Quote quote:
                Wrap(text, $"{quote.Title}:", "");
                foreach (var line in quote.Text.Split('\n'))
                {
                    Wrap(text, line, "> ");
                }

                break;
            case LetterPart.Several items:
                foreach (var item in items.Texts)
                {
                    Wrap(text, item, "* ", "  ");
                }

                break;
            case LetterPart.Go go:
                Wrap(text, go.Text.EndsWith(':') ? go.Text : $"{go.Text}:", "");
                // An address is never broken: it would no longer be one.
                text.Append(go.Address).Append('\n');
                break;
        }

        text.Append('\n');
    }

    private static void Wrap(StringBuilder text, string line, string first, string? rest = null)
    {
        var (begin, used) = (first, 0);
        text.Append(begin);
        foreach (var word in line.Split(' '))
        {
            if (used > 0 && used + 1 + word.Length > Width - begin.Length)
            {
                begin = rest ?? first;
                text.Append('\n').Append(begin);
                used = 0;
            }

            text.Append(used > 0 ? " " : "").Append(word);
            used += word.Length + (used > 0 ? 1 : 0);
        }

        text.Append('\n');
    }
}
