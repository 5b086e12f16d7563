using System.Numerics;

namespace StatusLevels.Transparency;

/// <summary>Checks proofs of the Merkle tree: that a leaf is in it, and that a larger tree goes on where a smaller one ended.</summary>
/// <remarks>RFC 9162, sections 2.1.3.2 and 2.1.4.2, for the trees of RFC 6962.</remarks>
public static class MerkleProof
{
    /// <summary>More hashes than this no proof has: the tree of 2^63 leaves is 63 levels high.</summary>
    public const int MostHashes = 63;

    /// <summary>Whether the leaf is the one at <paramref name="index"/>, counted from 0, of the tree of this size and root.</summary>
    public static bool Includes(in TreeHash leaf, long index, long size, in TreeHash root, IReadOnlyList<TreeHash> proof)
    {
        if (index < 0 || index >= size || proof.Count > MostHashes)
        {
            return false;
        }

        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = TreeHash.OfNode(sibling, hash);
                // A node at the right edge without a sibling stands for itself one level higher.
                var lone = (node & 1) == 1 ? 0 : BitOperations.TrailingZeroCount(node);
                node >>= lone;
                last >>= lone;
            }
            else
            {
                hash = TreeHash.OfNode(hash, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && hash == root;
    }

    /// <summary>Whether the larger tree begins with every leaf of the smaller one, in their order.</summary>
    public static bool IsConsistent(
        long oldSize, in TreeHash oldRoot, long newSize, in TreeHash newRoot, IReadOnlyList<TreeHash> proof)
    {
        if (oldSize < 0 || oldSize > newSize || proof.Count > MostHashes)
        {
            return false;
        }

        if (oldSize == newSize)
        {
            return proof.Count == 0 && oldRoot == newRoot;
        }

        if (oldSize == 0)
        {
            return proof.Count == 0 && oldRoot == TreeHash.Empty;
        }

        // The smaller tree that is a whole subtree of the larger one is its own beginning.
        var rest = BitOperations.IsPow2(oldSize) ? [oldRoot, .. proof] : proof;
        return rest.Count > 0 && Joins(oldSize, oldRoot, newSize, newRoot, rest);
    }

    private static bool Joins(long oldSize, in TreeHash oldRoot, long newSize, in TreeHash newRoot, IReadOnlyList<TreeHash> proof)
    {
        var whole = BitOperations.TrailingZeroCount(oldSize);
        var (node, last) = ((oldSize - 1) >> whole, (newSize - 1) >> whole);
        var (before, after) = (proof[0], proof[0]);
        for (var place = 1; place < proof.Count; place++)
        {
            if (last == 0)
            {
                return false;
            }

            var sibling = proof[place];
            if ((node & 1) == 1 || node == last)
            {
                before = TreeHash.OfNode(sibling, before);
                after = TreeHash.OfNode(sibling, after);
                var lone = (node & 1) == 1 || node == 0 ? 0 : BitOperations.TrailingZeroCount(node);
                node >>= lone;
                last >>= lone;
            }
            else
            {
                after = TreeHash.OfNode(after, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && before == oldRoot && after == newRoot;
    }
}
