namespace StatusLevels.Api.Pages.Forms;

/// <summary>Addresses of this product's own: nobody is sent elsewhere by a link that somebody made.</summary>
internal static class LocalAddress
{
    private const int Longest = 2000;

    /// <summary>One slash in front, none after it, no backslash, no control.</summary>
    public static bool IsOne(string? address) =>
        address is ['/', .. var rest] && address.Length <= Longest && !rest.StartsWith('/')
        && !address.Any(letter => letter == '\\' || char.IsControl(letter));

    /// <summary>The address if it is one, else the start page.</summary>
    public static string Of(string? address) => IsOne(address) ? address! : "/";
}
