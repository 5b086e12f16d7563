using System.Text;

namespace StatusLevels.Transparency.Tests;

/// <summary>Notes, checkpoints, cosignatures and proofs as text: the vectors of C2SP, and what is none of them.</summary>
public sealed class NoteTests
{
    private const string Foo = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    private const string FooNote =
        "This is an example message.\n\n"
        + "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    private const string Origin = "levels.example/log";

    private static readonly Ed25519Key Log = Key(1);
    private static readonly NoteKey LogKey = new(Origin, NoteSignatureType.Text, Log.PublicKey);

    [Fact]
    public void The_example_of_the_specification_verifies()
    {
        var note = SignedNote.Parse(FooNote);
        Assert.NotNull(note);
        Assert.True(note.IsSignedBy(NoteKey.Parse(Foo)!));
        Assert.Equal(FooNote, note.ToString());
    }

    [Fact]
    public void No_note_with_one_flipped_bit_verifies()
    {
        var key = NoteKey.Parse(Foo)!;
        var bytes = Encoding.UTF8.GetBytes(FooNote);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SignedNote.Parse(Encoding.UTF8.GetString(changed))?.IsSignedBy(key) ?? false, $"bit {bit}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com/foo")]
    [InlineData("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U")]
    [InlineData("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    public void Another_text_is_no_verifier_key(string text) => Assert.Null(NoteKey.Parse(text));

    [Theory]
    [InlineData("no signature\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\nnot a signature\n")]
    [InlineData("text\n\n\u2014 name\n")]
    [InlineData("text\n\n\u2014 name AAAA\n")]
    [InlineData("text\n\n\u2014 na+me AAAAAAAA\n")]
    [InlineData("text\n\n\u2014 name AAAAAAAA")]
    [InlineData("te\u0007xt\n\n\u2014 name AAAAAAAA\n")]
    public void Another_text_is_no_note(string text) => Assert.Null(SignedNote.Parse(text));

    [Fact]
    public void Signatures_by_unknown_keys_change_nothing_and_a_wrong_one_by_a_known_key_spoils_the_note()
    {
        var note = SignedNote.Sign("text\n", Origin, Log);
        var stranger = SignedNote.Sign("text\n", "someone.example", Key(2)).Signatures[0];
        Assert.True(note.With([stranger]).IsSignedBy(LogKey));
        Assert.False((note with { Signatures = [stranger] }).IsSignedBy(LogKey));
        Assert.False(note.With([note.Signatures[0] with { Bytes = new byte[64] }]).IsSignedBy(LogKey));
        Assert.False((note with { Text = "another text\n" }).IsSignedBy(LogKey));
    }

    [Fact]
    public void A_cosignature_holds_the_checkpoint_and_the_time()
    {
        var witness = Key(3);
        var key = new NoteKey("witness.example/w1", NoteSignatureType.Cosignature, witness.PublicKey);
        Assert.Equal(key.ToString(), NoteKey.Parse(key.ToString())?.ToString());
        var note = SignedNote.Sign(new Checkpoint(Origin, 0, TreeHash.Empty).ToString(), Origin, Log);
        const long Time = 1_679_315_147;
        var signature = new byte[8 + 64];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(signature, Time);
        witness.Sign(NoteKey.CosignedMessage(note.Text, Time)).CopyTo(signature, 8);
        var cosigned = note.With([new NoteSignature(key.Name, key.Id, signature)]);
        Assert.True(SignedNote.Parse(cosigned.ToString())!.IsSignedBy(key));
        Assert.True(cosigned.IsSignedBy(LogKey));
        signature[7]++;
        Assert.False(cosigned.IsSignedBy(key));
        Assert.StartsWith("cosignature/v1\ntime 1679315147\nlevels.example/log\n0\n", Encoding.UTF8.GetString(
            NoteKey.CosignedMessage(note.Text, Time)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", 1L)]
    [InlineData("origin\n0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore\n", 0L)]
    [InlineData("origin\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", null)]
    [InlineData("origin\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", null)]
    [InlineData("origin\n9223372036854775808\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", null)]
    [InlineData("\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", null)]
    [InlineData("origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n", null)]
    [InlineData("origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", null)]
    [InlineData("origin\n1\n", null)]
    public void A_checkpoint_is_read_in_its_one_spelling(string text, long? size) => Assert.Equal(size, Checkpoint.Parse(text)?.Size);

    [Fact]
    public void A_proof_survives_as_text_and_proves_its_leaf_alone()
    {
        var (proof, data) = ProofOfTwo();
        var read = LogProof.Parse(proof.ToString());
        Assert.NotNull(read);
        Assert.Equal(proof.ToString(), read.ToString());
        Assert.Equal(proof.Extra!.Value.ToArray(), read.Extra!.Value.ToArray());
        Assert.True(read.Proves(data, LogKey));
        Assert.False(read.Proves("another"u8, LogKey));
        Assert.False(read.Proves(data, new NoteKey("other.example/log", NoteSignatureType.Text, Log.PublicKey)));
        Assert.True((read with { Extra = null }).Proves(data, LogKey));
    }

    [Fact]
    public void No_proof_with_one_flipped_bit_proves_but_for_its_unsigned_extra()
    {
        var (proof, data) = ProofOfTwo();
        var bytes = Encoding.UTF8.GetBytes((proof with { Extra = null }).ToString());
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(LogProof.Parse(Encoding.UTF8.GetString(changed))?.Proves(data, LogKey) ?? false, $"bit {bit}");
        }
    }

    [Theory]
    [InlineData("index 1", "index 01")]
    [InlineData("index 1", "index -1")]
    [InlineData("index 1", "")]
    [InlineData("extra ", "extra !")]
    [InlineData("@v1", "@v2")]
    public void Another_text_is_no_proof(string part, string other) =>
        Assert.Null(LogProof.Parse(ProofOfTwo().Proof.ToString().Replace(part, other, StringComparison.Ordinal)));

    [Fact]
    public void A_leaf_needs_both_hash_and_salt()
    {
        var (hash, salt) = (new byte[32], new byte[16]);
        var data = LogLeaf.Data(hash, salt);
        salt[0] = 1;
        Assert.NotEqual(data, LogLeaf.Data(hash, salt));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogLeaf.Data(hash, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogLeaf.Data(salt, salt));
    }

    private static (LogProof Proof, byte[] Data) ProofOfTwo()
    {
        var data = LogLeaf.Data(new byte[32], new byte[16]);
        var (first, second) = (TreeHash.OfLeaf("first"u8), TreeHash.OfLeaf(data));
        var checkpoint = new Checkpoint(Origin, 2, TreeHash.OfNode(first, second));
        return (new(new byte[16], 1, [first], SignedNote.Sign(checkpoint.ToString(), Origin, Log)), data);
    }

    private static Ed25519Key Key(byte seed) => new([.. Enumerable.Repeat(seed, Ed25519Key.SeedBytes)]);
}
