using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Api.Takeover;

/// <summary>All that the product which is replaced knows of one organization.</summary>
internal sealed class FormerOrganization(OrganizationId id)
{
    private readonly List<FormerRow> rows = [];

    public OrganizationId Id => id;

    public void Add(FormerRow row) => rows.Add(row);

    public IEnumerable<FormerRow> Of(FormerTable table) => rows.Where(row => row.Table == table);

    /// <summary>Whether it has levels, history, requests or subscriptions: an account to be made of.</summary>
    public bool HasAccount => rows.Exists(row => row.Table.IsOfLevels || row.Table == FormerTable.Subscriptions);

    /// <summary>Those of levels, history and requests, by a short name: another one when any of them is another one.</summary>
    public string RowsName => Convert.ToHexStringLower(Fingerprint()[..8]);

    /// <summary>Whether it has levels, history or requests.</summary>
    public bool HasLevels => rows.Exists(row => row.Table.IsOfLevels);

    /// <summary>Of its rows of levels, history and requests: another one when any of them is another one.</summary>
    public byte[] Fingerprint() => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', rows.Where(row => row.Table.IsOfLevels).Select(row => $"{row.Table.Name} {row.Json}").Order(StringComparer.Ordinal))));
}
