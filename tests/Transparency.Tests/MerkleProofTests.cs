using System.Buffers.Binary;
using System.Globalization;

namespace StatusLevels.Transparency.Tests;

/// <summary>The tree against RFC 6962, and every proof of every pair of sizes up to 512.</summary>
public sealed class MerkleProofTests
{
    private const int Largest = 512;

    private static readonly TreeHash[] Leaves = [.. Enumerable.Range(0, Largest).Select(Leaf)];

    /// <summary>Leaves and roots of the tests of Certificate Transparency, which many implementations share.</summary>
    [Fact]
    public async Task Roots_are_those_of_certificate_transparency()
    {
        string[] leaves =
        [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
        ];
        string[] roots =
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Hex(TreeHash.Empty));
        var hashes = leaves.Select(static leaf => TreeHash.OfLeaf(Convert.FromHexString(leaf))).ToArray();
        for (var size = 1; size <= roots.Length; size++)
        {
            Assert.Equal(roots[size - 1], Hex(await Tree(hashes, size).RootAsync(size)));
        }
    }

    [Fact]
    public async Task Every_leaf_of_every_size_is_proven_and_no_other_is()
    {
        for (var size = 1; size <= Largest; size += size < 70 ? 1 : 13)
        {
            var tree = Tree(Leaves, size);
            var root = await tree.RootAsync(size);
            for (var index = 0; index < size; index++)
            {
                var proof = await tree.InclusionAsync(index);
                Assert.True(MerkleProof.Includes(Leaves[index], index, size, root, proof));
                Assert.False(MerkleProof.Includes(Leaves[(index + 1) % Largest], index, size, root, proof));
                Assert.False(MerkleProof.Includes(Leaves[index], index + 1, size, root, proof));
                Assert.False(MerkleProof.Includes(Leaves[index], index, size, TreeHash.Empty, proof));
                Assert.False(MerkleProof.Includes(Leaves[index], index, size, root, [.. proof, root]));
                Assert.True(proof.Count == 0 || !MerkleProof.Includes(Leaves[index], index, size, root, [.. proof.Skip(1)]));
            }
        }
    }

    [Fact]
    public async Task Every_pair_of_sizes_is_consistent()
    {
        var roots = new TreeHash[Largest + 1];
        for (var size = 0; size <= Largest; size++)
        {
            roots[size] = await Tree(Leaves, size).RootAsync(size);
        }

        for (var size = 0; size <= Largest; size++)
        {
            var tree = Tree(Leaves, size);
            for (var old = 0; old <= size; old++)
            {
                var proof = await tree.ConsistencyAsync(old);
                Assert.True(MerkleProof.IsConsistent(old, roots[old], size, roots[size], proof), $"{old} and {size}");
                if (old is 0 || old == size)
                {
                    continue;
                }

                Assert.False(MerkleProof.IsConsistent(old, roots[old - 1], size, roots[size], proof));
                Assert.False(MerkleProof.IsConsistent(old, roots[old], size, roots[size - 1], proof));
                Assert.False(MerkleProof.IsConsistent(old, roots[old], size, roots[size], [.. proof, roots[size]]));
                Assert.False(MerkleProof.IsConsistent(old, roots[old], size, roots[size], [.. proof.SkipLast(1)]));
            }
        }
    }

    [Fact]
    public async Task One_flipped_bit_anywhere_in_a_proof_is_found()
    {
        const int Old = 97;
        const int Size = 331;
        var tree = Tree(Leaves, Size);
        var (root, oldRoot) = (await tree.RootAsync(Size), await tree.RootAsync(Old));
        var (inclusion, consistency) = (await tree.InclusionAsync(Old), await tree.ConsistencyAsync(Old));
        Assert.All(Flipped(inclusion), proof => Assert.False(MerkleProof.Includes(Leaves[Old], Old, Size, root, proof)));
        Assert.All(Flipped(consistency), proof => Assert.False(MerkleProof.IsConsistent(Old, oldRoot, Size, root, proof)));
    }

    [Theory]
    [InlineData(-1, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    public void A_place_that_the_tree_does_not_have_is_not_proven(long index, long size) =>
        Assert.False(MerkleProof.Includes(Leaves[0], index, size, Leaves[0], []));

    [Theory]
    [InlineData(-1, 4)]
    [InlineData(5, 4)]
    public void Sizes_that_shrink_are_not_consistent(long old, long size) =>
        Assert.False(MerkleProof.IsConsistent(old, Leaves[0], size, Leaves[0], []));

    [Fact]
    public void A_proof_of_a_million_hashes_is_not_computed() =>
        Assert.False(MerkleProof.Includes(Leaves[0], 0, long.MaxValue, Leaves[0], [.. Enumerable.Repeat(Leaves[0], 1_000_000)]));

    [Fact]
    public async Task A_tile_that_is_missing_or_cut_is_named()
    {
        var whole = TileBytes.Of(Leaves, 300);
        var missing = await Assert.ThrowsAsync<TileMissingException>(async () =>
            await new TileReader(300, (address, _) => new(address.Index == 1 ? null : whole(address))).RootAsync(300));
        Assert.Equal(new TileAddress(0, 1, 44), missing.Address);
        await Assert.ThrowsAsync<TileMissingException>(async () =>
            await new TileReader(300, (address, _) => new(whole(address)!.Value[..^1])).InclusionAsync(7));
    }

    [Fact]
    public async Task A_tree_of_three_levels_of_tiles_has_the_root_that_its_leaves_make()
    {
        const int Size = (256 * 256) + 700;
        var leaves = Enumerable.Range(0, Size).Select(Leaf).ToArray();
        var tree = Tree(leaves, Size);
        var root = Plain(leaves);
        Assert.Equal(root, await tree.RootAsync(Size));
        foreach (var index in new[] { 0, 255, 256, 65_535, 65_536, Size - 1 })
        {
            Assert.True(MerkleProof.Includes(leaves[index], index, Size, root, await tree.InclusionAsync(index)));
        }

        var old = Plain(leaves.AsSpan(0, 65_537));
        Assert.True(MerkleProof.IsConsistent(65_537, old, Size, root, await tree.ConsistencyAsync(65_537)));
    }

    private static TileReader Tree(TreeHash[] leaves, int size)
    {
        var tiles = TileBytes.Of(leaves, size);
        return new(size, (address, _) => new(tiles(address)));
    }

    // RFC 6962, section 2.1, word for word.
    private static TreeHash Plain(ReadOnlySpan<TreeHash> leaves)
    {
        if (leaves.Length == 1)
        {
            return leaves[0];
        }

        var split = 1;
        while (split * 2 < leaves.Length)
        {
            split *= 2;
        }

        return TreeHash.OfNode(Plain(leaves[..split]), Plain(leaves[split..]));
    }

    private static IEnumerable<IReadOnlyList<TreeHash>> Flipped(IReadOnlyList<TreeHash> proof)
    {
        for (var place = 0; place < proof.Count; place++)
        {
            for (var bit = 0; bit < TreeHash.Size * 8; bit++)
            {
                var bytes = proof[place].ToArray();
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                yield return [.. proof.Take(place), new TreeHash(bytes), .. proof.Skip(place + 1)];
            }
        }
    }

    private static TreeHash Leaf(int number)
    {
        var data = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(data, number);
        return TreeHash.OfLeaf(data);
    }

    private static string Hex(TreeHash hash) => Convert.ToHexString(hash.ToArray()).ToLower(CultureInfo.InvariantCulture);
}
