namespace StatusLevels.Grains.Domain;

/// <summary>The most that a text may hold, in Unicode scalars. Who reads it from outside refuses a longer one.</summary>
public static class TextLengths
{
    /// <summary>What platform admins write to each other.</summary>
    public const int Notes = 1000;

    /// <summary>What the platform writes to an organization beside the answer to its upgrade request.</summary>
    public const int Comment = 1000;

    /// <summary>Why something was done, for the organization to read.</summary>
    public const int Reason = 500;

    /// <summary>What an organization writes beside an upgrade request.</summary>
    public const int Message = 2000;

    /// <summary>An address of a proof.</summary>
    public const int Url = 2048;

    /// <summary>An opaque id that others gave: of a user, a subscription, an event.</summary>
    public const int OutsideId = 255;

    /// <summary>What a caller names a request by, to be done once.</summary>
    public const int IdempotencyKey = 255;

    /// <summary>The name of an organization or of a person.</summary>
    public const int Name = 200;

    /// <summary>An e-mail address, as RFC 5321 bounds it.</summary>
    public const int EmailAddress = 254;

    /// <summary>A password.</summary>
    public const int Password = 128;

    /// <summary>The program that made a call; the rest is cut off.</summary>
    public const int UserAgent = 512;

    /// <summary>A public text of the level catalog.</summary>
    public const int CatalogText = 1000;
}
