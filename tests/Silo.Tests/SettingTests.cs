using System.Net;
using Microsoft.Extensions.Configuration;

namespace StatusLevels.Silo.Tests;

/// <summary>How settings are read: by name, else by path, and refused with a sentence that says which.</summary>
public sealed class SettingTests
{
    [Theory]
    [InlineData("typed", "configured", "typed")]
    [InlineData("", "configured", "configured")]
    [InlineData(null, "configured", "configured")]
    [InlineData(null, "", null)]
    [InlineData(" ", "configured", " ")]
    public void The_name_wins_over_the_path_and_empty_is_unset(string? typed, string? configured, string? text) =>
        Assert.Equal(text, Of(("NAME", typed), ("A:Path", configured)).Setting("NAME", "A:Path").Text);

    [Fact]
    public void Trimmed_it_is_without_blanks_and_what_is_refused_is_quoted_as_it_was_typed()
    {
        Assert.Equal("text", Single(" text ").Trimmed.Text);
        Assert.Null(Single("  ").Trimmed.Text);
        Refused("NAME must be \"on\" or \"off\", but is \" maybe \".", () => Single(" maybe ").Trimmed.OneOf(("on", true), ("off", false)));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("0", 0)]
    [InlineData("10", 10)]
    public void A_number_lies_within_its_bounds(string? text, int? number) => Assert.Equal(number, Single(text).Number(0, 10));

    [Theory]
    [InlineData("11")]
    [InlineData("-1")]
    [InlineData(" 5")]
    [InlineData("five")]
    [InlineData("99999999999")]
    public void What_is_no_such_number_is_refused(string text) =>
        Refused($"NAME must be a whole number from 0 to 10, but is \"{text}\".", () => Single(text).Number(0, 10));

    [Fact]
    public void A_port_is_one_that_others_can_call()
    {
        Assert.Equal(65535, Single("65535").Port());
        Refused("NAME must be a port between 1 and 65535, but is \"0\".", () => Single("0").Port());
    }

    [Fact]
    public void An_address_is_one_of_ip()
    {
        Assert.Equal(IPAddress.Loopback, Single("127.0.0.1").Address());
        Refused("NAME must be an IP address, but is \"localhost\".", () => Single("localhost").Address());
    }

    [Fact]
    public void An_http_address_fits_what_else_is_asked_of_it()
    {
        Assert.Null(Single("").Url(_ => false, bad => bad.Bad("is bad")));
        Assert.Equal(new Uri("https://example.org/"), Single("https://example.org").Url(url => url.Query is "", bad => bad.Bad("is bad")));
        foreach (var text in (string[])["https://example.org/?q", "ftp://example.org", "/path"])
        {
            Refused("NAME is bad.", () => Single(text).Url(url => url.Query is "", bad => bad.Bad("is bad")));
        }
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData(" Yes ", true)]
    [InlineData("0", false)]
    [InlineData(" ", null)]
    public void A_flag_is_yes_or_no(string text, bool? flag) => Assert.Equal(flag, Single(text).Flag());

    [Fact]
    public void A_flag_that_is_neither_is_refused() => Refused("NAME must be true or false.", () => Single("maybe").Flag());

    [Fact]
    public void A_list_is_one_text_with_commas_or_a_list()
    {
        Assert.Equal(["a", "b"], Of(("NAME", "a, b,,")).SettingList("NAME", "A:Path"));
        Assert.Equal(["c", "d"], Of(("A:Path:0", "c"), ("A:Path:1", "d")).SettingList("NAME", "A:Path"));
        Assert.Empty(Of().SettingList("NAME", "A:Path"));
    }

    private static void Refused(string sentence, Action read) => Assert.Equal(sentence, Assert.Throws<StartupException>(read).Message);

    private static Setting Single(string? text) => Of(("NAME", text)).Setting("NAME");

    private static IConfigurationRoot Of(params (string Name, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build();
}
