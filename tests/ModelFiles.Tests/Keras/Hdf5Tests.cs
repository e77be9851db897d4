using UNetSharp.Goldens;
using UNetSharp.Imaging.Formats.Npy;

namespace UNetSharp.ModelFiles.Tests;

/// <summary>Files of h5py with every layout, filter and form of group (Samples/README.md).</summary>
public class Hdf5Tests
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "ModelFiles.Tests", "Keras", "Samples");

    [Theory]
    [InlineData("oldest.h5")]
    [InlineData("newest.h5")]
    public void Every_layout_filter_and_kind_of_number_holds_what_h5py_wrote(string sample)
    {
        var (file, expected) = (Open(sample), NpzFile.Read(Path.Combine(Folder, "values.npz")));
        Assert.Equal(42, expected.Count);
        foreach (var (name, values) in expected)
        {
            var tensor = file.Datasets[name.Replace('|', '/')].ToTensor();
            Assert.Equal(values.Shape, tensor.Shape);
            Assert.True(values.ToFloats().SequenceEqual(tensor.ToFloats()), name);
        }
    }

    [Theory]
    [InlineData("oldest.h5")]
    [InlineData("newest.h5")]
    public void Texts_of_fixed_and_of_variable_length_are_read(string sample)
    {
        var texts = Open(sample).Attributes;
        Assert.Equal("conv2d conv2d_1", texts["layer_names"]);
        Assert.Equal("2.4.0", texts["keras_version"]);
        Assert.Equal("one zwei drü", texts["several"]);
        Assert.Equal("numpy", texts["numbers/backend"]);
        Assert.All(Enumerable.Range(0, 12), number => Assert.Equal($"text {number}", texts[$"chunks/note{number}"]));
    }

    [Fact]
    public void Links_to_a_group_above_to_nowhere_and_to_other_files_lead_to_nothing() => Assert.DoesNotContain(Open("oldest.h5").Datasets.Keys, name => name.StartsWith("again", StringComparison.Ordinal) || name is "soft" or "outside");

    [Fact]
    public void An_index_of_chunks_that_is_not_read_is_refused_by_its_name()
    {
        var refusal = Assert.Throws<InvalidDataException>(() => Open("newest.h5").Datasets["unlimited"].ToTensor().ToFloats());
        Assert.Contains("newest.h5: \"unlimited\" [4, 3, 2] has chunks in an extensible array", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(24, Open("oldest.h5").Datasets["unlimited"].ToTensor().ToFloats().Length);
    }

    [Theory]
    [InlineData("oldest.h5")]
    [InlineData("newest.h5")]
    public void Truncated_files_are_refused(string sample)
    {
        using var folder = new TemporaryFolder();
        foreach (var damaged in Mutations.Truncated(File.ReadAllBytes(Path.Combine(Folder, sample)), 150)) Mutations.ReadsOrRefusesPolitely(folder.With("cut.h5", damaged), KerasFile.Read, mayAllocate: 128 << 20);
    }

    [Theory]
    [InlineData("oldest.h5", 0x00)]
    [InlineData("newest.h5", 0x00)]
    [InlineData("oldest.h5", 0xFF)]
    [InlineData("newest.h5", 0xFF)]
    public void A_file_in_which_any_eight_bytes_are_lost_is_read_or_refused_politely(string sample, byte instead)
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Path.Combine(Folder, sample));
        for (var at = 0; at < whole.Length; at += 104)
        {
            var damaged = (byte[])whole.Clone();
            damaged.AsSpan(at, Math.Min(8, whole.Length - at)).Fill(instead);
            Mutations.ReadsOrRefusesPolitely(folder.With("damaged.h5", damaged), KerasFile.Read, mayAllocate: 128 << 20);
        }
    }

    [Theory]
    [InlineData("oldest.h5")]
    [InlineData("newest.h5")]
    public void A_file_with_flipped_bits_is_read_or_refused_politely(string sample)
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Path.Combine(Folder, sample));
        foreach (var damaged in Mutations.BitFlipped(whole, count: 250, seed: 5, within: whole.Length)) Mutations.ReadsOrRefusesPolitely(folder.With("damaged.h5", damaged), KerasFile.Read, mayAllocate: 128 << 20);
    }

    private static Hdf5File Open(string sample)
    {
        var file = new FileSnapshot(Path.Combine(Folder, sample));
        return new Hdf5File(Path.Combine(Folder, sample), file, new FileRange(0, file.Length));
    }
}
