namespace StatusLevels.Api.Mail;

/// <summary>An address by which its owner knows it, and nobody else can write to it.</summary>
internal static class MaskedAddress
{
    public static string Of(string address)
    {
        var at = address.LastIndexOf('@');
        return at <= 0 ? "…" : $"{address.EnumerateRunes().First()}…{address[at..]}";
    }
}
