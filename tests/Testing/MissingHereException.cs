namespace StatusLevels.Testing;

/// <summary>
/// This machine lacks what a test needs and cannot bring along itself. Tests name it in <c>SkipExceptions</c>: they are skipped with this
/// reason, and in CI <c>./test</c> counts what was skipped as failed.
/// </summary>
public sealed class MissingHereException(string reason) : Exception(reason);
