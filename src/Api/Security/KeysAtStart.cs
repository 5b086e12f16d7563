namespace StatusLevels.Api.Security;

/// <summary>
/// Looks for the keys of the issuers while the product starts, and keeps nobody waiting: the log says what is wrong with them.
/// </summary>
internal sealed class KeysAtStart(BearerTokens tokens) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => tokens.LookForKeysAsync(stoppingToken);
}
