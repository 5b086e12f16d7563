using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration;
using StatusLevels.Api.Badges;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Catalog;

namespace StatusLevels.Api.Tests.Badges;

/// <summary>What badges look like, as far as a machine can tell.</summary>
public class BadgeDrawingTests
{
    private static readonly StatusLevelCatalog Catalog = StatusLevelCatalogLoader.Load(new ConfigurationBuilder().Build());
    private static readonly BadgeDrawing Drawing = new(Catalog);
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string, string> Everything =>
        [.. from level in (string[])["", "A", "B", "C"] from language in StatusLevelCatalog.Languages select (level, language)];

    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_badge_is_small_has_its_size_and_says_its_level_in_words(string letter, string language)
    {
        var level = letter.Length == 0 ? (StatusLevel?)null : Enum.Parse<StatusLevel>(letter);
        foreach (var theme in Enum.GetValues<BadgeTheme>())
        {
            foreach (var isConfirmed in (bool[])[true, false])
            {
                ShouldBe(Drawing.Draw(BadgeStyle.Pill, level, language, theme, isConfirmed), 2048, null, 20, letter, isConfirmed);
                ShouldBe(Drawing.Draw(BadgeStyle.Seal, level, language, theme, isConfirmed), 2048, 96, 96, letter, isConfirmed);
                var content = new BadgeContent(
                    level, 3, level is null ? null : new DateTimeOffset(2027, 11, 28, 0, 0, 0, TimeSpan.Zero), null);
                ShouldBe(Drawing.DrawCard(content, new string('Щ', 500), language, theme, isConfirmed), 4096, 240, 80, letter, isConfirmed);
            }
        }
    }

    [Theory]
    [InlineData("]]>")]
    [InlineData("\"><script>alert(1)</script>")]
    [InlineData("</svg><!-- & ' %s {0} {name}")]
    [InlineData("\u202Eevil\u200F\0\u0007\uFFFE\uD800")]
    public void A_name_stays_text_whatever_it_is_made_of(string name)
    {
        var card = XDocument.Parse(Drawing.DrawCard(new BadgeContent(StatusLevel.B, 1, null, null), name, "en", BadgeTheme.Auto, true));

        Assert.Empty(card.Descendants(Svg + "script"));
        Assert.DoesNotContain(card.ToString(), character => character is '\u202E' or '\u200F');
        Assert.StartsWith(
            BadgeText.Short(name, 40).Replace('\uFFFE', '\uFFFD'), card.Root!.Element(Svg + "title")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_shows_at_most_forty_characters_of_the_name_and_the_end_of_the_level()
    {
        var content = new BadgeContent(StatusLevel.B, 1, new DateTimeOffset(2027, 11, 28, 0, 0, 0, TimeSpan.Zero), null);
        var name = string.Join(' ', Enumerable.Repeat("Сад", 30));

        var texts = Texts(Drawing.DrawCard(content, name, "ru", BadgeTheme.Light, true));

        Assert.Contains("до 28 ноября 2027 г.", texts.Select(text => text.Replace('\u00A0', ' ')));
        Assert.Equal(BadgeText.Short(name, 40), string.Join(' ', texts.Where(text => text.Contains("Сад", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("en", "not confirmed for this site")]
    [InlineData("ru", "не подтверждено для этого сайта")]
    public void A_pill_where_it_is_not_confirmed_has_a_mark_with_that_title(string language, string title)
    {
        var pill = XDocument.Parse(Drawing.Draw(BadgeStyle.Pill, StatusLevel.B, language, BadgeTheme.Auto, isConfirmed: false));

        var mark = Assert.Single(pill.Descendants(Svg + "g"), group => group.Attribute("class")?.Value == "w");
        Assert.Equal(title, mark.Element(Svg + "title")!.Value);
        Assert.NotNull(mark.Element(Svg + "path"));
    }

    [Fact]
    public void A_light_one_and_a_dark_one_differ_and_the_usual_one_follows_the_device()
    {
        var pictures = Enum.GetValues<BadgeTheme>()
            .Select(theme => Drawing.Draw(BadgeStyle.Pill, StatusLevel.A, "en", theme, true)).ToArray();

        Assert.Equal(3, pictures.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(
            [true, false, false], pictures.Select(picture => picture.Contains("prefers-color-scheme:dark", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_level_has_a_color_and_a_shape_of_its_own_and_white_can_be_read_on_all_of_them()
    {
        StatusLevel?[] levels = [null, StatusLevel.A, StatusLevel.B, StatusLevel.C];

        Assert.Equal(4, levels.Select(Drawing.ColorOf).Distinct(StringComparer.Ordinal).Count());
        Assert.All(levels, level => Assert.True(LevelColor.ContrastWithWhite(Drawing.ColorOf(level)) >= 4.5));
        Assert.Equal(4, levels.Select(level => LevelShape.Of(level, "#000000")).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(4, levels.Select(LevelShape.Small).Distinct(StringComparer.Ordinal).Count());
    }

    private static void ShouldBe(string picture, int most, int? width, int height, string letter, bool isConfirmed)
    {
        Assert.True(Encoding.UTF8.GetByteCount(picture) <= most, $"{Encoding.UTF8.GetByteCount(picture)} bytes: {picture}");
        var svg = XDocument.Parse(picture).Root!;
        Assert.Equal($"{height}", svg.Attribute("height")!.Value);
        Assert.True(width is null || svg.Attribute("width")!.Value == $"{width}");
        Assert.NotEmpty(svg.Element(Svg + "title")!.Value);
        Assert.NotEmpty(svg.Element(Svg + "desc")!.Value);
        Assert.DoesNotContain(
            svg.Descendants(), element => element.Name.LocalName is "script" or "image" or "use" or "a" or "foreignObject");
        Assert.DoesNotContain(svg.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "href" or "onload");
        Assert.Equal(isConfirmed, !svg.Element(Svg + "title")!.Value.EndsWith(')'));
        if (letter.Length > 0)
        {
            Assert.Contains(letter, Texts(picture));
        }
    }

    private static string[] Texts(string picture) => [.. XDocument.Parse(picture).Descendants(Svg + "text").Select(text => text.Value)];
}
