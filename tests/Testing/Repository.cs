using System.Runtime.CompilerServices;

namespace StatusLevels.Testing;

/// <summary>The files of this product as they lie in its repository.</summary>
public static class Repository
{
    /// <summary>The root folder of the product.</summary>
    public static string Root { get; } = Find();

    /// <summary>The full path of a file or folder, named from the root.</summary>
    public static string PathOf(string name) => Path.Combine(Root, name);

    private static string Find([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../.."));
}
