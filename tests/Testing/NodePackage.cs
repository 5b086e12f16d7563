namespace StatusLevels.Testing;

/// <summary>What tests/contract/package.json names: libraries of others for node and browsers.</summary>
public static class NodePackage
{
    /// <summary>The path of a package, or of a file of one.</summary>
    /// <exception cref="MissingHereException">It is not installed.</exception>
    public static string PathOf(string name)
    {
        var path = Repository.PathOf($"tests/contract/node_modules/{name}");
        return Path.Exists(path)
            ? path
            : throw new MissingHereException($"{name} is missing: ./test installs what tests/contract/package.json names, with npm.");
    }
}
