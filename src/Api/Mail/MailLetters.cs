namespace StatusLevels.Api.Mail;

/// <summary>What mails there are, by the word in <c>deliveries.letter</c>.</summary>
internal static class MailLetters
{
    /// <summary>Events of an organization.</summary>
    public const string Status = "status";

    /// <summary>New upgrade requests of a quarter of an hour, for platform admins. Details: <c>window</c>.</summary>
    public const string Digest = "digest";

    /// <summary>A link that sets the first password.</summary>
    public const string Invitation = "invitation";

    /// <summary>A link that sets a new password.</summary>
    public const string Reset = "reset";

    /// <summary>Tells that the password was changed. Details: <c>at</c>.</summary>
    public const string PasswordChanged = "password_changed";

    /// <summary>Asks a contact whether it wants mail.</summary>
    public const string Confirmation = "confirmation";

    /// <summary>
    /// A webhook endpoint has failed for a day. Details of this and the next two: <c>endpoint_id, url</c> (masked), <c>failing_since</c>,
    /// <c>date</c> (when it falls, or fell), <c>error</c>.
    /// </summary>
    public const string EndpointFailing = "endpoint_failing";

    /// <summary>It is disabled in 24 hours.</summary>
    public const string EndpointEnding = "endpoint_ending";

    /// <summary>It was disabled.</summary>
    public const string EndpointDisabled = "endpoint_disabled";

    /// <summary>Tells that mail arrives; sent at once when a platform admin asks for it.</summary>
    public const string Test = "test";

    /// <summary>The proof of a site is lost. Details: <c>domain</c>, <c>date</c>, <c>error</c>.</summary>
    public const string DomainLost = "domain_lost";

    /// <summary>What became of the notices of a day. Details: <c>day, since, until, raised, late, superseded, due_next</c>.</summary>
    public const string DailySummary = "daily_summary";
}
