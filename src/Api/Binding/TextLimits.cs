namespace StatusLevels.Api.Binding;

/// <summary>How long texts from outside may be, in Unicode scalars.</summary>
internal static class TextLimits
{
    public const int Notes = 1000;
    public const int Reason = 500;
    public const int OutsideId = 255;
    public const int Message = 2000;
    public const int Url = 2048;
    public const int EvidenceUrls = 10;
    public const int Name = 200;
    public const int ContactEmails = 20;
}
