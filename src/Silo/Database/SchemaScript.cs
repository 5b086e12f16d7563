using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Silo.Database;

/// <summary>A file of <c>sql/</c>.</summary>
/// <param name="Name">Of a migration <c>0007_status_tables</c>, of a current text <c>functions/level_counts</c>.</param>
/// <param name="Text">What is run.</param>
internal sealed record SchemaScript(string Name, string Text)
{
    /// <summary>By which a database knows whether it has this text. The ends of lines do not matter.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))));

    /// <summary>The number at the head of a migration's name.</summary>
    public int Version() =>
        int.Parse(Name.AsSpan(0, Name.IndexOf('_', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);
}
