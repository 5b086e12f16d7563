using System.Text;

namespace StatusLevels.Api.Checks.Doctor;

/// <summary>The folder that backups are put into.</summary>
internal sealed class BackupCheck(string folder, TimeProvider clock)
{
    private static readonly TimeSpan Daily = TimeSpan.FromHours(26);

    // What every file of pg_dump --format=custom begins with.
    private static readonly byte[] Mark = Encoding.ASCII.GetBytes("PGDMP");

    public Check Check() => DoctorRules.Backups.By(_ => Task.FromResult(Look()));

    private Finding Look()
    {
        if (!Directory.Exists(folder))
        {
            return Finding.Fail($"there is no such folder");
        }

        var newest = new DirectoryInfo(folder).EnumerateFiles().OrderByDescending(file => file.LastWriteTimeUtc).FirstOrDefault(IsBackup);
        if (newest is null)
        {
            return Finding.Fail($"there is none");
        }

        var age = clock.GetUtcNow() - new DateTimeOffset(newest.LastWriteTimeUtc, TimeSpan.Zero);
        return age > Daily ? Finding.Fail($"the newest is {age} old") : Finding.Ok($"the newest is {age} old");
    }

    private static bool IsBackup(FileInfo file)
    {
        var start = new byte[Mark.Length];
        using var stream = file.OpenRead();
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual(Mark);
    }
}
