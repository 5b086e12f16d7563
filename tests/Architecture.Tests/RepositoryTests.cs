using StatusLevels.Testing;

namespace StatusLevels.Architecture.Tests;

public sealed class RepositoryTests
{
    [Fact]
    public void The_root_is_where_the_solution_is() => Assert.True(File.Exists(Repository.PathOf("StatusLevels.sln")));
}
