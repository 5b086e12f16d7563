namespace StatusLevels.Api.Pages.Forms;

/// <summary>The fields that every form has besides those that people fill in.</summary>
internal static class FormFields
{
    /// <summary>What proves that the form is ours.</summary>
    public const string Token = "form_token";

    /// <summary>Under which it is sent twice and done once.</summary>
    public const string Key = "idempotency_key";

    /// <summary>The version of what it changes, as its page showed it.</summary>
    public const string Version = "version";

    /// <summary>The page that it stands on.</summary>
    public const string Page = "form_page";

    /// <summary>It comes back after a sign-in.</summary>
    public const string Restored = "form_restored";

    public static bool AreOurs(string name) => name is Token or Key or Version or Page or Restored;
}
