using System.Net;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>What tests of mail do and look at.</summary>
internal static class MailCalls
{
    /// <summary>An entry in the directory, made by a platform admin.</summary>
    public static async Task<Guid> NewOrganizationAsync(this HttpClient admin, string name, string locale, params string[] contacts)
    {
        var id = Guid.NewGuid();
        var emails = string.Join(',', contacts.Select(contact => $"\"{contact}\""));
        using var answer = await admin.PutAsync(
            $"/api/admin/organizations/{id}",
            Json.Content($$"""{"name":"{{name}}","slug":"o-{{id:n}}","contact_emails":[{{emails}}],"locale":"{{locale}}"}"""));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return id;
    }

    public static async Task GrantAsync(this HttpClient admin, Guid organization, string level)
    {
        using var answer = await admin.PostAsync(
            $"/api/admin/organizations/{organization}/status-levels", Json.Content($$"""{"level":"{{level}}"}"""));
        Assert.True(answer.IsSuccessStatusCode);
    }

    /// <summary>The test's own hand in the database.</summary>
    public static async Task ExecuteAsync(this TestApi api, string sql, params object[] values)
    {
        await using var command = api.Database.DataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Before long the first row of the question is this, its columns joined by blanks.</summary>
    public static Task ShouldShowAsync(this TestApi api, string expected, string sql, params object[] values) =>
        Eventually.SeesAsync(() => api.RowAsync(sql, values), row => row == expected, what: expected);

    public static async Task<string?> RowAsync(this TestApi api, string sql, params object[] values)
    {
        await using var command = api.Database.DataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        return await row.ReadAsync(TestContext.Current.CancellationToken)
            ? string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(row.GetValue)) : null;
    }
}
