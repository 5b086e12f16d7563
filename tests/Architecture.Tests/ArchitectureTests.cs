using System.Reflection;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Architecture.Tests;

public sealed class ArchitectureTests
{
    private const string Grains = "StatusLevels.Grains";

    private const string Fixtures = "StatusLevels.Architecture.Tests.Fixtures";

    private static readonly Assembly GrainsAssembly = typeof(StatusBook).Assembly;

    [Theory]
    [InlineData("StatusLevels.Grains", "StatusLevels.Silo", "StatusLevels.Api")]
    [InlineData("StatusLevels.Silo", "StatusLevels.Api")]
    [InlineData("StatusLevels.Transparency", "StatusLevels.Grains", "StatusLevels.Silo", "StatusLevels.Api")]
    public void Projects_refer_to_each_other_in_one_direction_only(string assembly, params string[] forbidden) =>
        Assert.Empty(ReferencesAmong(Assembly.Load(assembly), forbidden));

    [Fact]
    public void The_check_of_projects_sees_a_reference() =>
        Assert.Equal([Grains], ReferencesAmong(typeof(ArchitectureTests).Assembly, [Grains]));

    [Fact]
    public void Inside_the_grains_the_domain_knows_nobody() =>
        Assert.Empty(Rule.Below(Grains, "Domain", "Contracts", "Organizations").BreachesIn(GrainsAssembly.GetTypes()));

    [Fact]
    public void Inside_the_grains_the_contracts_know_the_domain_only() =>
        Assert.Empty(Rule.Below(Grains, "Contracts", "Organizations").BreachesIn(GrainsAssembly.GetTypes()));

    [Fact]
    public void The_domain_refers_to_the_base_class_library_and_serialization_attributes_alone() =>
        Assert.Empty(Rule.Pure($"{Grains}.Domain").BreachesIn(GrainsAssembly.GetTypes()));

    [Fact]
    public void There_is_a_domain_to_check() =>
        Assert.True(GrainsAssembly.GetTypes().Count(type => Rule.IsIn(type, $"{Grains}.Domain")) > 50);

    [Theory]
    [InlineData("InASignature", "Contracts.SomeContract")]
    [InlineData("InABody", "Organizations.SomeGrain")]
    [InlineData("InALambda", "Organizations.SomeGrain")]
    [InlineData("InAGenericArgument", "Contracts.SomeContract")]
    [InlineData("InAnAttribute", "Contracts.SomeMarkAttribute")]
    public void The_check_of_namespaces_sees_a_reference_wherever_it_hides(string from, string to)
    {
        var breaches = Rule.Below(Fixtures, "Domain", "Contracts", "Organizations").BreachesIn(
            typeof(ArchitectureTests).Assembly.GetTypes());
        Assert.Contains(breaches, breach =>
            breach.StartsWith($"{Fixtures}.Domain.{from}", StringComparison.Ordinal)
            && breach.EndsWith($"refers to {Fixtures}.{to}", StringComparison.Ordinal));
    }

    [Fact]
    public void The_check_of_namespaces_sees_a_contract_that_knows_a_grain() =>
        Assert.NotEmpty(Rule.Below(Fixtures, "Contracts", "Organizations").BreachesIn(typeof(ArchitectureTests).Assembly.GetTypes()));

    [Theory]
    [InlineData("Impure.WithATask", "System.Threading.Tasks.Task")]
    [InlineData("Impure.WithAClock", "System.TimeProvider")]
    [InlineData("Impure.WithALogger", "Microsoft.Extensions.Logging.ILogger")]
    [InlineData("Impure.WithAFile", "System.IO.File")]
    [InlineData("Impure.WithJson", "System.Text.Json.JsonSerializer")]
    [InlineData("Impure.WithAGrain", "Orleans.Grain")]
    public void The_check_of_purity_sees_what_is_impure(string from, string to) =>
        Assert.Contains(
            $"{Fixtures}.{from} refers to {to}",
            Rule.Pure($"{Fixtures}.Impure").BreachesIn(typeof(ArchitectureTests).Assembly.GetTypes()));

    private static IEnumerable<string> ReferencesAmong(Assembly assembly, string[] names) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Intersect(names);
}
