using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>An event as receivers get it: CloudEvents 1.0 in the structured form.</summary>
internal sealed class WebhookEnvelope(ApiSettings settings)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where events come from: the product's address, when it has been told.</summary>
    public string Source { get; } = settings.PublicBaseUrl?.AbsoluteUri.TrimEnd('/') ?? "urn:statuslevels";

    /// <summary>Appends the event.</summary>
    /// <param name="buffer">Takes it.</param>
    /// <param name="happened">The event.</param>
    /// <param name="recipient">The endpoint that it is for.</param>
    /// <param name="previous">The number that the recipient was told before; null for the first.</param>
    public void Write(IBufferWriter<byte> buffer, DeliveredEvent happened, Guid recipient, long? previous)
    {
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        json.WriteString("specversion", "1.0");
        json.WriteString("id", happened.Id);
        json.WriteString("source", Source);
        json.WriteString("type", happened.Type);
        json.WriteString("subject", happened.OrganizationId);
        json.WriteString("time", Instant.Format(happened.Time));
        json.WriteString("sequence", Text(happened.Number));
        if (previous is { } before)
        {
            json.WriteString("previoussequence", Text(before));
        }

        json.WriteString("epoch", Text(happened.Epoch));
        json.WriteString("recipient", recipient);
        json.WriteString("datacontenttype", "application/json");
        json.WritePropertyName("data");
        json.WriteRawValue(DataOf(happened), skipInputValidation: true);
        json.WriteEndObject();
    }

    /// <summary>The facts with the status after them. Both came out of the database as JSON; they are copied, not read.</summary>
    public static string DataOf(DeliveredEvent happened)
    {
        var members = happened.Data.AsSpan().Trim()[..^1].TrimEnd();
        var separator = members is "{" ? "" : ",";
        return $"{members}{separator}\"status\":{happened.Status ?? "null"}}}";
    }

    /// <summary>A number as the extension attributes of CloudEvents have it.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
