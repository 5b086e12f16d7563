namespace StatusLevels.Api.Takeover;

/// <summary>What may be odd about a row of the product that is replaced, and what becomes of it.</summary>
internal static class OddityRules
{
    public const string NeedsAcceptance = "not_accepted";
    public const string UnreadableInstant = "unreadable_instant";
    public const string InstantWithoutOffset = "instant_without_offset";
    public const string InstantInFuture = "instant_in_future";
    public const string UnreadableNumber = "unreadable_number";
    public const string NotUuid = "not_a_uuid";
    public const string UnknownLevel = "unknown_level";
    public const string UnknownAction = "unknown_action";
    public const string UnknownStatus = "unknown_status";
    public const string UnknownRole = "unknown_role";
    public const string TwoActive = "two_active";
    public const string PastItsEnd = "past_its_end";
    public const string GraceNeverEnded = "grace_never_ended";
    public const string LevelWithoutHistory = "level_without_history";
    public const string HistoryWithoutLevel = "history_without_level";
    public const string HistoryLeftOut = "history_left_out";
    public const string NoOrganization = "no_organization";
    public const string SlugReplaced = "slug_replaced";
    public const string TwoPending = "two_pending";
    public const string AnotherLevel = "shows_another_level";
    public const string AnotherEnd = "shows_another_end";
    public const string HasAccount = "has_account";
    public const string ChangedSince = "changed_since";
    public const string ChangedOnBothSides = "changed_on_both_sides";
    public const string MemberNotUuid = "member_not_a_uuid";
    public const string QrCodeLeftOut = "qr_code_left_out";
    public const string Forgotten = "forgotten";
    public const string Failed = "failed";

    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        [NeedsAcceptance] = "needs a person's yes (B, C, and a level whose badge may not be used): the account begins without it, and one that was taken over before stays as it is until somebody says yes or no",
        [UnreadableInstant] = "an instant that cannot be read: as if there were none",
        [InstantWithoutOffset] = "an instant without an offset: taken as UTC",
        [InstantInFuture] = "a row from the future: left out",
        [UnreadableNumber] = "a number that cannot be read: as if there were none",
        [NotUuid] = "an id that is no UUID: left out",
        [UnknownLevel] = "a level that is not known: left out",
        [UnknownAction] = "an action that is not known: left out",
        [UnknownStatus] = "a status that is not known: left out",
        [UnknownRole] = "a role that is not known (--role NAME=ROLE gives it a meaning): left out",
        [TwoActive] = "a level that is active twice: the newer one counts",
        [PastItsEnd] = "active, and past its end: it ended then",
        [GraceNeverEnded] = "a grace that is over, and the level active: it ended with the grace",
        [LevelWithoutHistory] = "a level that no history tells of: granted when it says",
        [HistoryWithoutLevel] = "history of a level that is not there: it has ended",
        [HistoryLeftOut] = "a row that cannot follow the one before: it stays in the archive",
        [NoOrganization] = "rows of an organization that is not in the directory: no name and no members",
        [SlugReplaced] = "a slug that is taken or cannot be used: the id stands for it",
        [TwoPending] = "a second pending request: the newest one is kept",
        [AnotherLevel] = "shows another level than there",
        [AnotherEnd] = "shows another end than there",
        [HasAccount] = "has an account here already: left alone",
        [ChangedSince] = "changed there since it was taken over: what changed is taken over, too",
        [ChangedOnBothSides] = "changed there and here since it was taken over: left alone. Do here what was done there, fill in accept, and give the file back with --accept",
        [MemberNotUuid] = "a member whose id is no UUID: entered as it stands, for whoever signs in by that name",
        [QrCodeLeftOut] = "a QR code that cannot be used here or belongs to somebody else: left out",
        [Forgotten] = "was forgotten here: nothing of it is taken over",
        [Failed] = "could not be written",
    };

    public static string SentenceOf(string rule) => Sentences[rule];
}
