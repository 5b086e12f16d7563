using StatusLevels.Api.OrganizationDirectory;

namespace StatusLevels.Api.Pages.Organization.MailChoices;

/// <summary>How it stands with a contact, as pages say and show it.</summary>
internal static class ContactStates
{
    public const string Confirmed = "confirmed";

    /// <summary>Its word: the sentences are <c>contacts.state.&lt;word&gt;</c>.</summary>
    public static string Of(ContactReply contact) =>
        contact.Muted ? "muted" : contact.Failing ? "failing" : contact.Confirmed ? Confirmed : "asked";

    /// <summary>How its tag looks.</summary>
    public static string LookOf(ContactReply contact) => Of(contact) switch { Confirmed => "good", "failing" => "bad", _ => "warn" };
}
