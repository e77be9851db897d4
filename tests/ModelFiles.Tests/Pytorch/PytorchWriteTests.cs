using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Goldens;

namespace UNetSharp.ModelFiles.Tests.Pytorch;

public sealed class PytorchWriteTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        using var folder = new TemporaryFolder();
        Check.QuickThrowOnFailure(Prop.ForAll<float[], long[], NonNull<string>>((floats, longs, name) =>
        {
            NamedTensor[] tensors =
            [
                NamedTensor.Create("a." + new string([.. name.Get.Where(c => !char.IsSurrogate(c))]), [floats.Length, 1], floats),
                NamedTensor.Create("b", [longs.Length], longs),
                NamedTensor.Create("scalar", [], new double[] { floats.Length }),
            ];
            PytorchFile.Write(folder["trip.pth"], tensors);
            var read = PytorchFile.Read(folder["trip.pth"]);

            Assert.Equal(tensors.Select(tensor => tensor.ToString()), read.Tensors.Select(tensor => tensor.ToString()));
            Assert.Equal(floats, read.Tensors[0].ToFloats());
            Assert.Equal(longs, read["b"].ToInt64s());
            Assert.Equal([floats.Length], read["scalar"].ToDoubles());
        }));
    }

    [Fact]
    public void A_checkpoint_of_every_type_can_be_written_again()
    {
        using var folder = new TemporaryFolder();
        var source = SafetensorsFile.Read(Golden.PathOf("checkpoint_mixed.safetensors"));
        PytorchFile.Write(folder["copy.pth"], source.Tensors);
        var copy = PytorchFile.Read(folder["copy.pth"]);
        Assert.Equal(source.Tensors.Select(tensor => tensor.ToString()), copy.Tensors.Select(tensor => tensor.ToString()));
        Assert.All(source.Tensors, tensor => Assert.Equal(tensor.ToDoubles(), copy[tensor.Name].ToDoubles()));
    }

    [Fact]
    public void The_same_weights_give_the_same_bytes_in_the_layout_of_torch_save()
    {
        using var folder = new TemporaryFolder();
        NamedTensor[] tensors = [NamedTensor.Create("w", [2], new float[] { 1, 2 })];
        PytorchFile.Write(folder["one.pth"], tensors);
        PytorchFile.Write(folder["two.pth"], tensors);

        Assert.Equal(File.ReadAllBytes(folder["one.pth"]), File.ReadAllBytes(folder["two.pth"]));
        using var archive = ZipFile.OpenRead(folder["one.pth"]);
        Assert.Equal(["archive/data.pkl", "archive/byteorder", "archive/data/0", "archive/version"], archive.Entries.Select(entry => entry.FullName));
        Assert.All(archive.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));
    }

    [Fact]
    public void Types_that_PyTorch_cannot_store_are_refused_and_no_file_appears()
    {
        using var folder = new TemporaryFolder();
        var refusal = Assert.Throws<ArgumentException>(() => PytorchFile.Write(folder["model.pth"], [NamedTensor.CreateEncoded("w", ElementType.UInt16, [1], [1, 0])]));
        Assert.Equal("Tensor 'w': PyTorch has no storages of UInt16; convert it to a signed integer.", refusal.Message);
        Assert.Empty(folder.Files);
    }
}
