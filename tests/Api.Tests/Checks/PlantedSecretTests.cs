using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Checks;

/// <summary>No output of a check repeats a secret, whatever is wrong with the setting that it stands in.</summary>
public sealed class PlantedSecretTests
{
    // Each with a secret of its own, which could have been typed as well as in any other way.
    private static readonly Dictionary<string, string> Planted = new(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = "postgres://planted01user:planted02word@127.0.0.1:1/planted03db?sslmode=disable",
        ["MIGRATIONS_DATABASE_URL"] = "Host=127.0.0.1;Port=1;Username=planted04user;Password=planted05word",
        ["SESSION_SECRET_KEY"] = "planted06key planted06key planted06key planted06key",
        ["CLUSTER_SECRET"] = "planted07 is too short",
        ["ADMIN_EMAIL"] = "planted08@example.org",
        ["ADMIN_PASSWORD"] = "planted09word",
        ["WEBHOOK_SIGNING_KEY"] = "planted10seed",
        ["OIDC_AUTHORITY"] = "https://127.0.0.1:1/planted11",
        ["OIDC_AUDIENCE"] = "planted12audience",
        ["OIDC_CLIENT_ID"] = "planted13client",
        ["OIDC_CLIENT_SECRET"] = "planted14secret",
        ["SUPABASE_JWT_SECRET"] = "planted15secret",
        ["SUPABASE_SERVICE_ROLE_KEY"] = "planted16key",
        ["PAYMENTS_WEBHOOK_SECRETS"] = "whsec_planted17",
        ["SMTP_URL"] = "smtp://planted18user:planted19word@127.0.0.1:1",
        ["METRICS_TOKEN"] = "planted20token",
        ["HEARTBEAT_URL"] = "http://127.0.0.1:1/planted21",
        ["SENTRY_DSN"] = "https://planted22key@127.0.0.1:1/1",
        ["SESSION_INTROSPECTION_URL"] = "http://127.0.0.1:1/planted23?key=planted24",
        ["DKIM_KEY_FILE"] = "/secrets/planted25.pem",
        ["CORS_ORIGINS"] = "https://app.example.org?planted26",
        ["TRUSTED_PROXIES"] = "planted27",
        ["PUBLIC_BASE_URL"] = "https://planted28user:planted29word@levels.example.org",
        ["CLUSTER_SECRET_FILE"] = "/secrets/planted30",
    };

    [Fact]
    public async Task All_of_them_together_are_shown_by_none()
    {
        await using var rig = await CheckRig.StartAsync();
        foreach (var (name, value) in Planted)
        {
            rig.Settings[name] = value;
        }

        rig.Settings["CLUSTER"] = "postgres";
        await ShouldShowNoneAsync(rig);
    }

    [Fact]
    public async Task Each_of_them_alone_is_not_shown_whatever_is_wrong_with_it()
    {
        await using var rig = await CheckRig.StartAsync();
        rig.Settings["CLUSTER"] = "postgres";
        foreach (var (name, value) in Planted)
        {
            var before = rig.Settings.GetValueOrDefault(name);
            foreach (var typed in (string[])[value, $"\"{value}\"", $"no://{value}", value.Replace(":", "", StringComparison.Ordinal)])
            {
                rig.Settings[name] = typed;
                await ShouldShowNoneAsync(rig);
            }

            rig.Settings[name] = before;
        }
    }

    [Fact]
    public async Task A_setting_that_holds_no_secret_is_shown_as_it_was_typed()
    {
        await using var rig = await CheckRig.StartAsync();
        rig.Settings["PORT"] = "eighty";

        Assert.Contains("PORT must be a whole number from 0 to 65535, but is \"eighty\"", (await rig.PreflightAsync()).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_let_in_is_not_shown_by_smoke()
    {
        using var folder = new TestFolder();
        await using var api = await TestApi.StartAsync();
        using var process = ProductProcess.Start(
            folder.Path, ["smoke", api.Address.AbsoluteUri, "--email", "planted31@example.org", "--password", "planted32 words"]);

        var (output, error) = await process.EndAsync([]);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("fail    SL-302", output, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", output + error, StringComparison.Ordinal);
    }

    private static async Task ShouldShowNoneAsync(CheckRig rig)
    {
        var preflight = await rig.PreflightAsync();
        var doctor = await rig.DoctorAsync(new Uri("http://127.0.0.1:1/"));
        foreach (var output in (string[])[preflight.ToText(), preflight.ToJson(), doctor.ToText(), doctor.ToJson()])
        {
            Assert.DoesNotContain("planted", output, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("/secrets", output, StringComparison.Ordinal);
        }
    }
}
