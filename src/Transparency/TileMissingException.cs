namespace StatusLevels.Transparency;

/// <summary>A tile that the tree must have is missing, or is not as long as it must be.</summary>
public sealed class TileMissingException(TileAddress address)
    : Exception($"The tile {address} is missing, or is not {address.Width * TreeHash.Size} bytes long.")
{
    public TileAddress Address => address;
}
