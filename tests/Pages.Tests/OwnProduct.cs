namespace StatusLevels.Pages.Tests;

/// <summary>A product for tests that fill its lists, take its database away and replace its node.</summary>
public sealed class OwnProduct : IAsyncDisposable
{
    public ProductInBrowser Product { get; } = ProductInBrowser.BehindProxy();

    public ValueTask DisposeAsync() => Product.DisposeAsync();
}

/// <summary>The tests that share it, one after the other.</summary>
[CollectionDefinition(nameof(OwnProduct))]
public sealed class OwnProductTests : ICollectionFixture<OwnProduct>;
