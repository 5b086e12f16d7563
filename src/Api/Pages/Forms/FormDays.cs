using System.Globalization;

namespace StatusLevels.Api.Pages.Forms;

/// <summary>
/// Days that were typed, where the API has instants: a level that is valid until a day ends when that day begins, in UTC. An instant is
/// taken as it is.
/// </summary>
internal static class FormDays
{
    public const string Expected = "must be a day such as 2027-03-01";

    private const string Form = "yyyy-MM-dd";

    /// <summary>Null where nothing was typed, and where what was typed is no day.</summary>
    public static DateTimeOffset? Day(this FormInput input, FieldErrors errors, string name)
    {
        var text = input.TextOrNull(name);
        if (text is null)
        {
            return null;
        }

        if (Instants.TryParse(text, out var instant))
        {
            return instant;
        }

        var isDay = DateTime.TryParseExact(
            text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day);
        errors.AddIf(!isDay, name, Expected);
        return isDay ? new DateTimeOffset(day) : null;
    }

    /// <summary>The day as a field of the browser's kind holds it.</summary>
    public static string Write(DateTimeOffset day) => day.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);
}

/// <summary>What is said of choices that were not made.</summary>
internal static class FormChoices
{
    public const string Missing = "must be chosen";

    public const string Nothing = "nothing is chosen";
}

/// <summary>What cannot be taken back asks to be typed again.</summary>
internal static class FormConfirmation
{
    public const string Field = "confirmation";

    public const string Expected = "must be exactly what is asked for";

    /// <exception cref="ProblemException">It is not what was asked for.</exception>
    public static void Require(FormInput input, string expected) =>
        new FieldErrors().AddIf(input.TextOrNull(Field) != expected, Field, Expected).ThrowIfAny();
}
