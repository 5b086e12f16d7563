using System.Globalization;
using System.Net;
using System.Text.Json;
using StatusLevels.Api.TransparencyLog;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;
using StatusLevels.Transparency;

namespace StatusLevels.Api.Tests.TransparencyLog;

/// <summary>
/// A product on somebody's own machine proves its levels without a setting, and what it signed there stands in no deployment's way.
/// </summary>
public sealed class OneMachineLogTests
{
    private static readonly string Seed = Convert.ToBase64String([.. Enumerable.Repeat((byte)7, Ed25519Key.SeedBytes)]);

    [Fact]
    public async Task A_product_without_settings_has_a_log_and_credentials_where_it_says_that_it_is()
    {
        using var folder = new TestFolder();
        var port = FreePorts.One().ToString(CultureInfo.InvariantCulture);
        using var process = ProductProcess.Start(folder.Path, ["--demo"], ("PORT", port), ("DATA_DIR", folder.Path), ("CLUSTER", "local"));
        var said = await process.SaysAsync("/verify");
        Assert.Contains($"StatusLevels is ready at http://localhost:{port}\n", said, StringComparison.Ordinal);
        using var anyone = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };

        Assert.StartsWith("localhost/log+", await anyone.GetStringAsync("/log/keys"), StringComparison.Ordinal);
        using var did = JsonDocument.Parse(await anyone.GetStringAsync("/.well-known/did.json"));
        Assert.Equal($"did:web:localhost%3A{port}", did.RootElement.Text("id"));
        const string Bundle = "/api/organizations/7b1d6c52-3f0e-4c58-9a41-5d2c8e90a001/credentials/B/bundle";
        await Eventually.HoldsAsync(async () =>
        {
            using var answer = await anyone.GetAsync(Bundle);
            return answer.StatusCode == HttpStatusCode.OK;
        });
        using var verify = ProductProcess.Start(folder.Path, ["verify", $"http://localhost:{port}{Bundle}"]);
        var (output, error) = await verify.EndAsync([]);
        Assert.True(verify.ExitCode == 0, output + error);
        await process.TerminateAsync();
    }

    [Fact]
    public async Task The_log_of_one_machine_is_closed_once_somebody_names_the_product()
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        var organization = Guid.NewGuid();
        await using (var api = await TestApi.StartAsync(NamedAs("http://localhost:8080"), database: database, keepsDatabase: true))
        {
            using var admin = await api.SignedInAsync();
            await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
            await LogApi.ProofAsync(admin, organization, 1);
        }

        await using var named = await TestApi.StartAsync(NamedAs("https://levels.example.org"), database: database);
        using var caller = await named.SignedInAsync();
        await (await caller.GrantAsync(organization, "B")).ShouldBeOkAsync();
        var proof = await LogApi.ProofAsync(caller, organization, 2);

        Assert.Equal("levels.example.org/log2", Checkpoint.Parse(proof.Note.Text)!.Origin);
        await Eventually.HoldsAsync(
            async () => Checkpoint.Parse((await LogApi.ProofAsync(caller, organization, 1)).Note.Text)!.Size == 2);
        Assert.Empty((await new LogVerification(null, named.Database.DataSource, null, null)
            .RunAsync(TestContext.Current.CancellationToken)).Faults);
    }

    [Fact]
    public async Task A_process_without_a_name_leaves_the_log_of_a_named_product_alone()
    {
        await using var api = await LogApi.StartAsync();
        using var admin = await api.SignedInAsync();
        var organization = Guid.NewGuid();
        await using var nameless = LogRig.Of(api, new LogIdentity("localhost/log", LogApi.Key, IsImplied: true));

        await nameless.Appender.StartAsync(TestContext.Current.CancellationToken);

        Assert.Null(nameless.Appender.Open);
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
        var proof = await LogApi.ProofAsync(admin, organization, 1);
        Assert.Equal(LogApi.Origin, Checkpoint.Parse(proof.Note.Text)!.Origin);
    }

    private static Dictionary<string, string?> NamedAs(string address) =>
        new() { ["PUBLIC_BASE_URL"] = address, ["LOG_SIGNING_KEY"] = Seed };
}
