namespace StatusLevels.Domain.Tests.Properties;

/// <summary>Sees every turn of a sequence and throws when an invariant does not hold.</summary>
internal interface IWitness
{
    void See(Turn turn);
}
