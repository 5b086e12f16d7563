using Microsoft.Extensions.Configuration;
using StatusLevels.Silo.Expiry;

namespace StatusLevels.Silo.Tests.Expiry;

public sealed class HeartbeatSettingsTests
{
    [Theory]
    [InlineData("hc.example.org/ping/secret")]
    [InlineData("ftp://hc.example.org/secret")]
    [InlineData("https://user:secret@hc.example.org/")]
    [InlineData("https://hc.example.org/ping#secret")]
    [InlineData("/ping/secret")]
    public void What_is_no_address_is_a_sentence_that_does_not_repeat_it(string value)
    {
        var refused = Assert.Throws<StartupException>(() => Read("HEARTBEAT_URL", value));

        Assert.StartsWith("HEARTBEAT_URL must be ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("example.org/ping/secret", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://hc.example.org/ping/s", "https://hc.example.org/ping/s/fail")]
    [InlineData("https://hc.example.org/ping/s/", "https://hc.example.org/ping/s/fail")]
    [InlineData("https://hc.example.org/ping?key=s", "https://hc.example.org/ping/fail?key=s")]
    [InlineData("http://hc.example.org:8000", "http://hc.example.org:8000/fail")]
    public void Trouble_is_told_behind_the_path(string url, string fail) => Assert.Equal(new Uri(fail), Read("HEARTBEAT_URL", url).FailUrl);

    [Fact]
    public void It_is_off_by_default_has_a_second_name_and_never_shows_itself()
    {
        Assert.Null(Read("HEARTBEAT_URL", null).Url);
        Assert.Null(Read("HEARTBEAT_URL", " ").FailUrl);
        var on = Read("Heartbeat:Url", "https://hc.example.org/ping/s");
        Assert.Equal(new Uri("https://hc.example.org/ping/s"), on.Url);
        Assert.Equal("on", on.ToString());
    }

    private static HeartbeatSettings Read(string name, string? value) => HeartbeatSettings.From(
        new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build());
}
