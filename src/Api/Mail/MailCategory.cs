namespace StatusLevels.Api.Mail;

/// <summary>What members choose whether they want to be written to about.</summary>
internal enum MailCategory
{
    /// <summary>A level runs out soon.</summary>
    Expiry,

    /// <summary>A level came, changed or went.</summary>
    Changes,

    /// <summary>A subscription is unpaid.</summary>
    Payments,

    /// <summary>An upgrade request was answered.</summary>
    Requests,
}
