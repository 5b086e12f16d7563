using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace StatusLevels.Api.Answers;

/// <summary>
/// The tags of a status, <c>"&lt;version&gt;.&lt;view&gt;.&lt;language&gt;.&lt;hash of the body&gt;"</c>: two answers have the same tag
/// only when they are the same bytes. A change is made on the condition of the version alone, which any view of the status tells.
/// </summary>
internal static class EntityTags
{
    private const int HashBytes = 16;
    private const long NoVersion = -1;

    private static readonly string[] Codings = ["-gzip", ";gzip", ":gzip", "-br", "-zstd", "-deflate"];

    /// <summary>The tag as it is written.</summary>
    public static string Of(long version, string view, string language, ReadOnlySpan<byte> body) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{version}.{view}.{language}.{Hash(body)}\"");

    /// <summary>What of a tag tells these bytes from others.</summary>
    public static string Hash(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return Base64Url.EncodeToString(hash[..HashBytes]);
    }

    /// <summary>The tag of something that has a version and one view only.</summary>
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Whether the caller holds this answer already (<c>If-None-Match</c>). A header that cannot be read is none.</summary>
    /// <param name="request">Its header is looked at.</param>
    /// <param name="tag">The tag as it is written.</param>
    public static bool IsHeldBy(HttpRequest request, string tag)
    {
        var header = request.Headers.IfNoneMatch;
        return header.Count > 0
            && (header is [{ } same] && same == tag // as it went out: what browsers send
                || (EntityTagHeaderValue.TryParseStrictList(header, out var held)
                    && held.Any(one => one.Tag == EntityTagHeaderValue.Any.Tag || AsMade(one).Tag == tag)));
    }

    /// <summary>
    /// The versions on whose condition a change is made (<c>If-Match</c>); null without a condition: no header, or <c>*</c>, since every
    /// organization has a status. Tags that are not ours stand for a version that there never is.
    /// </summary>
    /// <exception cref="ProblemException">The header is no list of tags.</exception>
    public static IReadOnlyList<long>? Expected(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
        {
            return null;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags) || tags.Count == 0)
        {
            throw new ProblemException(Problem.Invalid(HeaderNames.IfMatch, "must be * or entity tags such as \"3\", in quotes and separated by commas"));
        }

        return tags.Any(tag => tag.Tag == EntityTagHeaderValue.Any.Tag) ? null : [.. tags.Select(Version).Distinct()];
    }

    // Apache writes the coding into the tags of what it compresses; our own end with a hash of fixed length, so none of these is taken for
    // a part of one.
    private static EntityTagHeaderValue AsMade(EntityTagHeaderValue tag)
    {
        var text = tag.Tag.AsSpan().Trim('"');
        foreach (var coding in Codings)
        {
            if (text.EndsWith(coding, StringComparison.OrdinalIgnoreCase))
            {
                return new($"\"{text[..^coding.Length].TrimEnd("-;:")}\"", isWeak: true);
            }
        }

        return tag;
    }

    // A weak tag is taken too: proxies that compress make one of ours, and the version in it is as good as before.
    private static long Version(EntityTagHeaderValue tag)
    {
        var text = tag.Tag.AsSpan().Trim('"');
        var end = text.IndexOf('.');
        return long.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : NoVersion;
    }
}
