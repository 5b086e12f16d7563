using Microsoft.Extensions.Configuration;
using StatusLevels.Silo.Catalog;

namespace StatusLevels.Silo.Tests.Catalog;

public class CatalogFaultTests
{
    [Theory]
    [InlineData("Criteria:MinResponseRate", "140", "must be between 0 and 100, but is 140.")]
    [InlineData("Criteria:MinResponseRate", "100.01", "must be between 0 and 100, but is 100.01.")]
    [InlineData("Criteria:MinResponseRate", "-1", "must be between 0 and 100, but is -1.")]
    [InlineData("Criteria:MinResponseRate", "85 %", "must be a number between 0 and 100, but is \"85 %\".")]
    [InlineData("Criteria:MinResponseRate", "85,5", "must be a number between 0 and 100, but is \"85,5\".")]
    [InlineData("Criteria:MinResponseRate", "NaN", "must be a number between 0 and 100, but is \"NaN\".")]
    [InlineData("Criteria:MaxAvgResponseHours", "0", "must be more than 0 and at most 8760, but is 0.")]
    [InlineData("Criteria:MinReviewCount", "15.5", "must be a whole number between 0 and 1000000, but is 15.5.")]
    [InlineData("PaymentGraceDays", "-3", "must be between 0 and 365, but is -3.")]
    [InlineData("PaymentGraceDays", "", "must be a whole number between 0 and 365, but is empty.")]
    [InlineData("PaymentGraceDays", null, "must be a whole number between 0 and 365, but is empty.")]
    [InlineData("PaymentGraceDays", "two weeks", "must be a whole number between 0 and 365, but is \"two weeks\".")]
    [InlineData("PaymentGraceDays", "1e1", "must be a whole number between 0 and 365, but is 1e1.")]
    [InlineData("ValidityMonths", "0", "must be between 1 and 120, but is 0.")]
    [InlineData("ValidityMonths", "99999999999", "must be between 1 and 120, but is 99999999999.")]
    [InlineData("ValidityMonths", "99999999999999999999999999999999", "must be a whole number between 1 and 120, but is \"99999999999999999999999999999999\".")]
    [InlineData("Limits:RememberedEventIds", "0", "must be between 1 and 1000, but is 0.")]
    [InlineData("GrantCAutomatically", "yes", "must be true or false, but is \"yes\".")]
    [InlineData("GrantCAutomatically", "", "must be true or false, but is empty.")]
    [InlineData("ExpiryNoticeDays", "7,30", "must be in descending order without repeats, but is 7, 30.")]
    [InlineData("ExpiryNoticeDays", "30,7,7", "must be in descending order without repeats, but is 30, 7, 7.")]
    [InlineData("ExpiryNoticeDays", "30,,7", "must be a whole number between 1 and 3650, but is empty.")]
    [InlineData("ExpiryNoticeDays", "30,0", "must be between 1 and 3650, but is 0.")]
    [InlineData("GraceNoticeDays", "7,1", "must be in ascending order without repeats, but is 7, 1.")]
    [InlineData("GraceNoticeDays", "1,90", "must end before StatusLevels:Limits:MaxPaymentGraceDays (90), but ends with 90.")]
    [InlineData("GraceNoticeDays", null, "must be a list, but is empty.")]
    [InlineData("Levels:A:Name:ru", "  ", "must be a text, but is empty.")]
    [InlineData("Levels:C:Description:en", "", "must be a text, but is empty.")]
    [InlineData("Levels:B:Price:en", "one\ntwo", "must be one line without control characters.")]
    [InlineData("CriterionLabels:PublicCases:ru", "", "must be a text, but is empty.")]
    [InlineData("EstimatedReviewTime:en", null, "must be a text, but is empty.")]
    [InlineData("Levels:A:Features:en", "Badge", "must be a list, but is \"Badge\".")]
    [InlineData("Levels:A:Features:en", "", "must have at least one item, but is empty.")]
    [InlineData("Levels:B:Color", "blue", "must be a color such as #1d4ed8, but is \"blue\".")]
    [InlineData("Levels:B:Color", "#12345", "must be a color such as #1d4ed8, but is \"#12345\".")]
    [InlineData("Levels:B:Color", "", "must be a color such as #1d4ed8, but is empty.")]
    [InlineData("Levels:C:Color", "#ffd700", "must be dark enough for white letters, with a contrast of at least 4.5, but #ffd700 has 1.4.")]
    [InlineData("Criteria", "5", "is a section and takes no value of its own, but is 5.")]
    [InlineData("Criteria:MinReviews", "5", "is not a known key: StatusLevels:Criteria has MinReviewCount, MinResponseRate, MaxAvgResponseHours, MinPublicCases.")]
    [InlineData("Levels:A:Name:de", "Selbst", "is not a known key: StatusLevels:Levels:A:Name has en, ru.")]
    [InlineData("Levels:D:Name:en", "D", "is not a known key: StatusLevels:Levels has A, B, C.")]
    [InlineData("PaymentGraceDays:Days", "5", "is not a known key: StatusLevels:PaymentGraceDays takes one value.")]
    public void A_wrong_value_is_named_with_its_key(string key, string? value, string what) =>
        Assert.Equal($"StatusLevels:{key} {what}", Configured.FaultOf((key, value)));

    [Theory]
    [InlineData(
        """{ "ExpiryNoticeDays": [30, "soon"] }""",
        "StatusLevels:ExpiryNoticeDays:1 must be a whole number between 1 and 3650, but is \"soon\".")]
    [InlineData(
        """{ "ExpiryNoticeDays": [30, null] }""",
        "StatusLevels:ExpiryNoticeDays:1 must be a whole number between 1 and 3650, but is empty.")]
    [InlineData("""{ "AtRiskDays": 7.5 }""", "StatusLevels:AtRiskDays must be a whole number between 0 and 3650, but is 7.5.")]
    [InlineData("""{ "AtRiskDays": true }""", "StatusLevels:AtRiskDays must be a whole number between 0 and 3650, but is \"True\".")]
    [InlineData("""{ "AtRiskDays": [7] }""", "StatusLevels:AtRiskDays:0 is not a known key: StatusLevels:AtRiskDays takes one value.")]
    [InlineData("""{ "Criteria": [] }""", "StatusLevels:Criteria is a section and takes no value of its own, but is empty.")]
    [InlineData("\"strict\"", "StatusLevels is a section and takes no value of its own, but is \"strict\".")]
    [InlineData(
        """{ "Levels": { "A": { "Features": { "en": ["Badge"] } } } }""",
        "StatusLevels:Levels:A:Features:ru must have as many items as StatusLevels:Levels:A:Features:en (1), but has 3.")]
    [InlineData(
        """{ "Levels": { "A": { "Features": { "en": ["Badge", " ", "Page"] } } } }""",
        "StatusLevels:Levels:A:Features:en:1 must be a text, but is empty.")]
    public void A_wrong_shape_is_named_with_its_key(string section, string fault) => Assert.Equal(fault, Configured.FaultOfJson(section));

    [Fact]
    public void An_unknown_key_at_the_top_is_answered_with_the_known_ones()
    {
        var fault = Configured.FaultOf(("Notices:Expiry:0", "30"));

        Assert.StartsWith("StatusLevels:Notices:Expiry:0 is not a known key: StatusLevels has ", fault, StringComparison.Ordinal);
        Assert.Contains("ExpiryNoticeDays", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ExpiryNoticeDays:2")]
    [InlineData("ExpiryNoticeDays:first")]
    [InlineData("ExpiryNoticeDays:00")]
    [InlineData("ExpiryNoticeDays:0:Days")]
    public void The_items_of_a_list_have_no_gaps_and_no_names(string key) => Assert.Equal(
        $"StatusLevels:{key} is not a known key: the items of StatusLevels:ExpiryNoticeDays are numbered 0, 1, 2 and so on, without a gap.",
        Configured.FaultOf((key, "30")));

    [Fact]
    public void A_list_is_given_in_one_way_only() => Assert.Equal(
        "StatusLevels:GraceNoticeDays must be given as one text or item by item, not both.",
        Configured.FaultOf(("GraceNoticeDays", "1,2"), ("GraceNoticeDays:0", "1")));

    [Fact]
    public void A_text_has_at_most_1000_characters_however_they_are_encoded()
    {
        var longest = string.Concat(Enumerable.Repeat("🎁", 1000));

        Assert.Equal(longest, Configured.Load(("EstimatedReviewTime:en", longest)).EstimatedReviewTime["en"]);
        Assert.Equal(
            "StatusLevels:EstimatedReviewTime:en must have at most 1000 characters, but has 1001.",
            Configured.FaultOf(("EstimatedReviewTime:en", $"{longest}.")));
    }

    [Fact]
    public void The_payment_grace_does_not_exceed_the_longest_one() => Assert.Equal(
        "StatusLevels:PaymentGraceDays must not exceed StatusLevels:Limits:MaxPaymentGraceDays (90), but is 91.",
        Configured.FaultOf(("PaymentGraceDays", "91")));

    [Fact]
    public void The_validity_does_not_exceed_what_an_admin_may_set() => Assert.Equal(
        "StatusLevels:ValidityMonths must not exceed StatusLevels:Limits:MaxValidityYears (1 years), but is 18 months.",
        Configured.FaultOf(("Limits:MaxValidityYears", "1")));

    [Fact]
    public void Where_every_grace_is_empty_there_are_no_grace_notices() => Assert.Equal(
        """
        The level catalog has 2 faults:
        - StatusLevels:PaymentGraceDays must not exceed StatusLevels:Limits:MaxPaymentGraceDays (0), but is 14.
        - StatusLevels:GraceNoticeDays must end before StatusLevels:Limits:MaxPaymentGraceDays (0), but ends with 13.
        """,
        Configured.FaultOf(("Limits:MaxPaymentGraceDays", "0")));

    [Fact]
    public void All_faults_are_told_at_once() => Assert.Equal(
        """
        The level catalog has 4 faults:
        - StatusLevels:PaymentGraceDays must be between 0 and 365, but is -1.
        - StatusLevels:Criteria:MinResponseRate must be between 0 and 100, but is 140.
        - StatusLevels:Levels:A:Name:ru must be a text, but is empty.
        - StatusLevels:Criteria:MinRevews is not a known key: StatusLevels:Criteria has MinReviewCount, MinResponseRate, MaxAvgResponseHours, MinPublicCases.
        """,
        Configured.FaultOf(
            ("PaymentGraceDays", "-1"), ("Criteria:MinResponseRate", "140"), ("Levels:A:Name:ru", ""), ("Criteria:MinRevews", "10")));

    [Fact]
    public void A_long_wrong_value_is_cut_short() =>
        Assert.Contains(
            $"but is \"{new string('x', 40)}…\".", Configured.FaultOf(("AtRiskDays", new string('x', 5000))), StringComparison.Ordinal);

    [Fact]
    public void Each_number_is_refused_beyond_its_range()
    {
        foreach (var number in CatalogNumbers.All)
        {
            var below = number.Range.IsAboveMin ? number.Range.Min : number.Range.Min - 1;
            foreach (var value in new[] { below, number.Range.Max + 1 })
            {
                Assert.Contains(
                    $"StatusLevels:{number.Key} must be {number.Range.InWords}, but is {NumberRange.Text(value)}.",
                    Configured.FaultOf((number.Key, NumberRange.Text(value))),
                    StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Other_sections_are_none_of_its_business()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("ConnectionStrings:StatusLevels", "x"), new("StatusLevelsX", "y")]).Build();

        Assert.Equal(Configured.Shipped.Version, StatusLevelCatalogLoader.Load(configuration).Version);
    }
}
