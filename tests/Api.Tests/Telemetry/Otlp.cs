using System.Text;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>A span as it arrived.</summary>
/// <param name="Node">The process that sent it.</param>
/// <param name="Trace">The id of its trace, in hexadecimal.</param>
/// <param name="Id">Its id.</param>
/// <param name="Parent">The id of the span that it belongs to; empty for the first.</param>
/// <param name="Name">What it is called.</param>
internal sealed record Span(string Node, string Trace, string Id, string Parent, string Name);

/// <summary>Reads as much of an OTLP message (protobuf) as tests look at: an <c>ExportTraceServiceRequest</c>.</summary>
internal static class Otlp
{
    public static IEnumerable<Span> Spans(ReadOnlyMemory<byte> request) =>
        from resourceSpans in Fields(request, 1)
        let node = string.Concat(
            from resource in Fields(resourceSpans, 1)
            from attribute in Fields(resource, 1)
            where Text(attribute, 1) == "service.instance.id"
            select Text(Fields(attribute, 2).Single(), 1))
        from scopeSpans in Fields(resourceSpans, 2)
        from span in Fields(scopeSpans, 2)
        select new Span(node, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5));

    private static string Text(ReadOnlyMemory<byte> message, int number) =>
        string.Concat(Fields(message, number).Select(field => Encoding.UTF8.GetString(field.Span)));

    private static string Hex(ReadOnlyMemory<byte> message, int number) =>
        string.Concat(Fields(message, number).Select(field => Convert.ToHexStringLower(field.Span)));

    /// <summary>The fields of this number that have a length: texts, bytes, messages.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int number)
    {
        while (!message.IsEmpty)
        {
            var tag = Number(ref message);
            var skipped =
                (tag & 7) switch
                {
                    0 => 0,
                    1 => 8,
                    2 => (int)Number(ref message),
                    5 => 4,
                    var kind => throw new InvalidDataException($"Wire type {kind}.")
                };
            if ((tag & 7) == 0)
            {
                Number(ref message);
            }
            else if (tag == (((ulong)number << 3) | 2))
            {
                yield return message[..skipped];
            }

            message = message[skipped..];
        }
    }

    private static ulong Number(ref ReadOnlyMemory<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message.Span[0];
            message = message[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
