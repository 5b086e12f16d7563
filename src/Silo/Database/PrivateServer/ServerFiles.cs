namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// What is read and written in the folder of the server's account. Who owns a folder may put a link in any place of it, at any moment: so
/// root opens nothing there. Each step is a program that runs as the account, and reaches no further than the account does.
/// </summary>
internal sealed class ServerFiles(ServerAccount account)
{
    public async Task<string> ReadAsync(string file, CancellationToken cancellationToken) =>
        (await RequireAsync($"read '{file}'", null, ["cat", "--", file], cancellationToken)).Output;

    /// <summary>
    /// Makes the file, for the account alone, or replaces what it holds. One that the account may not write to makes room for one of its
    /// own: versions before this one left files of root's there.
    /// </summary>
    public Task WriteAsync(string file, string text, CancellationToken cancellationToken) => ShellAsync(
        $"write '{file}'", "umask 077; [ ! -e \"$1\" ] || [ -w \"$1\" ] || rm -f -- \"$1\"; cat > \"$1\"", [file], cancellationToken, text);

    /// <summary>Makes the file when there is none.</summary>
    public Task EnsureAsync(string file, CancellationToken cancellationToken) =>
        ShellAsync($"write '{file}'", "umask 077; [ -e \"$1\" ] || : > \"$1\"", [file], cancellationToken);

    /// <summary>Makes a folder for the account alone; left as it is when it exists.</summary>
    public Task CreateFolderAsync(string folder, CancellationToken cancellationToken) =>
        ShellAsync($"make '{folder}'", "umask 077; mkdir -p -- \"$1\"", [folder], cancellationToken);

    /// <summary>Renames what has no name like the new one beside it.</summary>
    public Task MoveAsync(string from, string to, CancellationToken cancellationToken) =>
        RequireAsync($"rename '{from}'", null, ["mv", "--", from, to], cancellationToken);

    /// <summary>Removes files, and folders with all that is in them; a link, not what it names.</summary>
    public Task RemoveAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) =>
        RequireAsync($"remove '{string.Join("', '", paths)}'", null, ["rm", "-rf", "--", .. paths], cancellationToken);

    /// <summary>Takes away what others were allowed.</summary>
    public Task CloseAsync(string path, CancellationToken cancellationToken) =>
        RequireAsync($"set the rights of '{path}' to its owner's alone", null, ["chmod", "ug-s,go-rwx", path], cancellationToken);

    /// <summary>The last lines of a file, or why there are none.</summary>
    public async Task<string> TailAsync(string file, int lines, CancellationToken cancellationToken)
    {
        var answer = await RunAsync(["tail", "-n", $"{lines}", "--", file], null, cancellationToken);
        return answer.Succeeded ? answer.Output : answer.Said;
    }

    /// <summary>Moves what a file holds into another one. Who appends to it meanwhile goes on in the empty file.</summary>
    public Task EmptyIntoAsync(string file, string other, CancellationToken cancellationToken) =>
        ShellAsync($"shorten '{file}'", "cp -f -- \"$1\" \"$2\" && : > \"$1\"", [file, other], cancellationToken);

    private Task<CommandResult> ShellAsync(
        string what, string script, IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null) =>
        RequireAsync(what, input, ["sh", "-c", script, "sh", .. arguments], cancellationToken);

    private async Task<CommandResult> RequireAsync(
        string what, string? input, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var answer = await RunAsync(words, input, cancellationToken);
        return answer.Succeeded
            ? answer
            : throw new StartupException($"User '{account.Name ?? ServerAccount.Caller}', who runs the database server, cannot {what} ({answer.Said}): mend its owner, its permissions or the space on the disk.");
    }

    private Task<CommandResult> RunAsync(IReadOnlyList<string> words, string? input, CancellationToken cancellationToken) =>
        account.Wrap(new ExternalCommand(words[0], [.. words.Skip(1)])).RunAsync(cancellationToken, input: input);
}
