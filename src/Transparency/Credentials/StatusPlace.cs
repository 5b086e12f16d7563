using System.Globalization;
using System.Text.Json;

namespace StatusLevels.Transparency.Credentials;

/// <summary>A bit of a status list.</summary>
/// <param name="List">The address of the list.</param>
/// <param name="Index">Which bit, from 0.</param>
internal sealed record StatusPlace(string List, int Index)
{
    public static StatusPlace? Find(JsonElement credential, string purpose)
    {
        var entries = credential.Items("credentialStatus").Where(entry => entry.Text("statusPurpose") == purpose).ToList();
        // Two of one purpose would have to be looked at both; ours have one.
        return entries is [var entry] && entry.Has("type", "BitstringStatusListEntry") && entry.Text("statusListCredential") is { } list
            && int.TryParse(entry.Text("statusListIndex"), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? new(list, index)
                : null;
    }
}
