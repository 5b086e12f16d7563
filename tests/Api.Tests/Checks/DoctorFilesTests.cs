using StatusLevels.Api.Checks.Doctor;
using StatusLevels.Silo;

namespace StatusLevels.Api.Tests.Checks;

/// <summary>The files that it looks for, and the one that it packs.</summary>
[Collection(nameof(DoctorPatient))]
public sealed class DoctorFilesTests(DoctorPatient patient)
{
    [Fact]
    public async Task What_was_found_is_packed_without_secrets()
    {
        await using var rig = await patient.CopyAsync();
        rig.Settings["METRICS_TOKEN"] = "planted token of the metrics";
        var file = Path.Combine(rig.Folder, "found.zip");
        var report = await rig.DoctorAsync(new DoctorScope(patient.Product, Bundle: file));

        using var zip = await System.IO.Compression.ZipFile.OpenReadAsync(file, TestContext.Current.CancellationToken);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken));
            texts[entry.Name] = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["about.txt", "database.txt", "problems.txt", "report.json", "report.txt"], texts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(report.ToJson(), texts["report.json"]);
        Assert.Contains("organization_status_history, ", texts["database.txt"], StringComparison.Ordinal);
        Assert.Contains("PORT=0", texts["about.txt"], StringComparison.Ordinal);
        Assert.All(texts.Values, text =>
        {
            foreach (var (name, value) in rig.Settings.Where(setting => setting.Key != "PORT"))
            {
                Assert.False(text.Contains(value!, StringComparison.Ordinal), name);
            }
        });

        await Assert.ThrowsAsync<StartupException>(
            () => rig.DoctorAsync(new DoctorScope(patient.Product, Bundle: Path.Combine(file, "x.zip"))));
    }

    [Fact]
    public async Task Backups_that_are_missing_old_or_something_else_are_found()
    {
        await using var rig = await patient.CopyAsync();
        var folder = Path.Combine(rig.Folder, "backups");
        Assert.Equal(["SL-255 fail"], CheckRig.Found(await rig.DoctorAsync(patient.Product, folder)));

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "no backup", TestContext.Current.CancellationToken);
        Assert.Equal(["SL-255 fail"], CheckRig.Found(await rig.DoctorAsync(patient.Product, folder)));

        var old = Path.Combine(folder, "old.dump");
        await File.WriteAllTextAsync(old, "PGDMP…", TestContext.Current.CancellationToken);
        Assert.Empty(CheckRig.Found(await rig.DoctorAsync(patient.Product, folder)));
        File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        Assert.Equal(["SL-255 fail"], CheckRig.Found(await rig.DoctorAsync(patient.Product, folder)));
    }
}
