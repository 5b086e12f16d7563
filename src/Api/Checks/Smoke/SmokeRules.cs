namespace StatusLevels.Api.Checks.Smoke;

/// <summary>What is tried from outside after a deployment, in this order.</summary>
internal static class SmokeRules
{
    public static readonly CheckRule Product = new(
        "SL-301", "product", "the product answers and is ready", "Look at the address, the proxy in front, and the log of the node; doctor tells more.");

    public static readonly CheckRule SignIn = new(
        "SL-302", "sign-in", "a platform admin can sign in", "Give --email and --password, or ADMIN_EMAIL and ADMIN_PASSWORD, of a platform admin.");

    public static readonly CheckRule Organization = new(
        "SL-303", "throw-away organization", "an organization that nobody has touched can be entered",
        "Leave --organization out, or name an id that is nobody's.");

    public static readonly CheckRule Levels = new(
        "SL-311", "levels page", "what the levels mean is told in English and in Russian",
        "Look at the log of the node by the time of this run.");

    public static readonly CheckRule Grant = new(
        "SL-312", "grant and status", "a granted level is shown to everybody at once", "Look at the log of the node; a cache in front may keep answers too long.");

    public static readonly CheckRule Badge = new(
        "SL-313", "badge", "the badge shows the level at once, for any site", "Look at the log of the node; a cache in front may keep badges too long.");

    public static readonly CheckRule Request = new(
        "SL-314", "request and review", "a request for B waits for review, and its approval gives B", "Look at the log of the node by the time of this run.");

    public static readonly CheckRule History = new(
        "SL-315", "history", "every step is in the history, in pages, at the right time, and its hashes add up", "Look at the clocks of the nodes and the database: doctor.");

    public static readonly CheckRule Refusals = new(
        "SL-316", "refusals", "strangers and malformed ids are refused in words", "What stands in front of the product changes requests or answers: look at the proxy.");

    public static readonly CheckRule Revoke = new(
        "SL-317", "revoke", "a revoked level is gone from status and badge at once", "Look at the log of the node; a cache in front may keep answers too long.");

    public static readonly CheckRule Speed = new(
        "SL-318", "speed", "19 of 20 answers came within half a second", "Look at the load of nodes and database, and at the way between: docs/alerts.md.");

    public static readonly CheckRule Forgotten = new(
        "SL-319", "nothing left", "the organization is forgotten", "Forget it by hand: DELETE /api/admin/organizations/{id}, or the next smoke does.");
}
