using System.Text.Json;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Answers;

namespace StatusLevels.Api.Organizations;

/// <summary>A status as it goes out: its bytes and their tag.</summary>
internal sealed record RenderedStatus(ReadOnlyMemory<byte> Body, EntityTagHeaderValue Tag)
{
    public static RenderedStatus Of(StatusReply reply, Viewer viewer, string language)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(reply, ApiJson.Context.StatusReply);
        return new RenderedStatus(body, EntityTags.Of(reply.Version, Words.Of(viewer), language, body));
    }
}
