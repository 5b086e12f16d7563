using System.Net;
using System.Threading.Channels;
using Npgsql;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Mail;

/// <summary>
/// Sends links to those who forgot their password, behind the answer: neither it nor its time tells whether there is such an account.
/// </summary>
internal sealed partial class ForgottenPasswords(
    MailSettings mail, ResetLimiter limiter, AccountMail accounts, ILogger<ForgottenPasswords> logger) : BackgroundService
{
    private const int MostWaiting = 1000;

    private readonly Channel<(string Email, string Locale)> asked = Channel.CreateBounded<(string, string)>(MostWaiting);

    /// <summary>Takes the wish down.</summary>
    /// <returns>Null: whoever has such an account is sent a link. Otherwise why nobody is.</returns>
    /// <exception cref="ProblemException">This is no address.</exception>
    public Problem? Ask(string email, IPAddress? caller, string locale)
    {
        if (!mail.IsOn)
        {
            return MailProblems.Off;
        }

        new FieldErrors().AddIf(!EmailAddress.IsValid(email), "email", EmailAddress.Expected).ThrowIfAny();
        return limiter.Refuse(caller) is { } pause ? CallLimits.TooMany(pause)
            : asked.Writer.TryWrite((email, locale)) ? null
            : Problem.Overloaded;
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        asked.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    // Whoever was answered is served, also when this process stops.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await asked.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (asked.Reader.TryRead(out var one))
            {
                try
                {
                    await accounts.ForgotAsync(one.Email, one.Locale, CancellationToken.None);
                }
                catch (NpgsqlException exception)
                {
                    LogLost(exception.Message);
                }
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A link for a forgotten password was not sent, because the database is away; it has to be asked for again. {Reason}")]
    private partial void LogLost(string reason);
}
