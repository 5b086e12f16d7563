namespace StatusLevels.Silo;

/// <summary>
/// A failure at start that an operator can mend. <see cref="Exception.Message"/> is a sentence for that person: it says what
/// is wrong and what to do, and never holds a secret. The executables print it, without a stack trace, and exit with code 1.
/// </summary>
public sealed class StartupException(string sentence, Exception? innerException = null) : Exception(sentence, innerException);
