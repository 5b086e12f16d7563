using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Tests.Pages;

/// <summary>Where a link may lead after signing in.</summary>
public sealed class LocalAddressTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/admin?lang=ru&x=%2F%2F", "/admin?lang=ru&x=%2F%2F")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/a\r\nSet-Cookie: x", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void Only_a_path_of_ours_is_followed(string? asked, string followed) => Assert.Equal(followed, LocalAddress.Of(asked));

    [Fact]
    public void A_path_without_end_is_not_followed() => Assert.Equal("/", LocalAddress.Of($"/{new string('x', 5000)}"));
}
