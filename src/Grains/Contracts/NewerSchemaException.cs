namespace StatusLevels.Grains.Contracts;

/// <summary>
/// An organization is stored in a newer shape than this node knows: another node has been upgraded already. Nothing was read and nothing
/// written; the nodes that know the shape answer.
/// </summary>
/// <param name="schema">The schema of what is stored.</param>
/// <param name="known">The newest schema that this node knows.</param>
[GenerateSerializer, Alias("StatusLevels.NewerSchemaException")]
public sealed class NewerSchemaException(int schema, int known)
    : Exception($"A stored document has schema {schema}; this node knows {known} and older ones.");
