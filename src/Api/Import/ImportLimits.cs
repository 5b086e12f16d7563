using StatusLevels.Silo;

namespace StatusLevels.Api.Import;

/// <summary>What bounds an import, which is exempt from the limits of other requests.</summary>
internal sealed record ImportLimits
{
    /// <summary>The longest line in bytes: the longest ids, written with nothing but escapes, fit twice.</summary>
    public const int LineBytes = 8 * 1024;

    /// <summary>The longest line of an organization in bytes: it has members.</summary>
    public const int OrganizationBytes = 64 * 1024;

    /// <summary>The largest body in bytes.</summary>
    public const long BodyBytes = 1L << 30;

    /// <summary>Imports at the same time on one node; the next one is asked to wait.</summary>
    public const int AtOnce = 2;

    /// <summary>Lines of one import that are worked on at the same time.</summary>
    public const int Lanes = 32;

    /// <summary>
    /// Lines that may be ahead of the outcomes which the caller has read: one that sends no more than these may send first and read later.
    /// </summary>
    public const int Window = 10_000;

    /// <summary>How long a line is tried again while the database is away.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    /// <summary><c>Import:MaxLines</c>: lines of one request, blank ones included.</summary>
    public int Lines { get; init; } = 1_000_000;

    /// <summary><c>Import:IdleSeconds</c>: how long nothing may move before the import is ended.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);

    /// <exception cref="StartupException">A setting is wrong; the sentence names it.</exception>
    public static ImportLimits From(IConfiguration configuration)
    {
        var defaults = new ImportLimits();
        return new ImportLimits
        {
            Lines = configuration.Setting("Import:MaxLines").Number(1, 10_000_000) ?? defaults.Lines,
            Idle = configuration.Setting("Import:IdleSeconds").Number(1, 3600) is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : defaults.Idle,
        };
    }
}
