namespace UNetSharp.ModelFiles.Tests.Tensors;

public sealed class NamedTensorTests
{
    [Theory]
    [InlineData(ElementType.Float16, new byte[] { 0x00, 0xBC, 0xFF, 0x7B }, new double[] { -1, 65504 })]
    [InlineData(ElementType.BFloat16, new byte[] { 0x80, 0xBF, 0x49, 0x40 }, new double[] { -1, 3.140625 })]
    [InlineData(ElementType.Int8, new byte[] { 0xFF, 0x7F }, new double[] { -1, 127 })]
    [InlineData(ElementType.UInt8, new byte[] { 0xFF, 0x7F }, new double[] { 255, 127 })]
    [InlineData(ElementType.Bool, new byte[] { 0, 1, 2 }, new double[] { 0, 1, 1 })]
    [InlineData(ElementType.Int16, new byte[] { 0xFE, 0xFF }, new double[] { -2 })]
    [InlineData(ElementType.UInt16, new byte[] { 0xFE, 0xFF }, new double[] { 65534 })]
    [InlineData(ElementType.Int32, new byte[] { 0xFD, 0xFF, 0xFF, 0xFF }, new double[] { -3 })]
    [InlineData(ElementType.UInt32, new byte[] { 0xFD, 0xFF, 0xFF, 0xFF }, new double[] { 4294967293 })]
    [InlineData(ElementType.Int64, new byte[] { 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, new double[] { -4 })]
    [InlineData(ElementType.UInt64, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x80 }, new double[] { 9223372036854775808 })]
    [InlineData(ElementType.Float32, new byte[] { 0, 0, 0x80, 0xFF }, new double[] { double.NegativeInfinity })]
    [InlineData(ElementType.Float64, new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F }, new double[] { 1.5 })]
    public void Each_type_is_decoded(ElementType type, byte[] bytes, double[] values)
    {
        var tensor = NamedTensor.CreateEncoded("a", type, [values.Length], bytes);
        Assert.Equal(values, tensor.ToDoubles());
        Assert.Equal(values.Select(value => (float)value), tensor.ToFloats());
    }

    [Fact]
    public void Integers_are_exact_where_floats_would_round()
    {
        var tensor = NamedTensor.Create("steps", [2], new long[] { long.MaxValue, (1L << 53) + 1 });
        Assert.Equal([long.MaxValue, (1L << 53) + 1], tensor.ToInt64s());
    }

    [Fact]
    public void Integers_of_a_floating_tensor_are_refused()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => NamedTensor.Create("w", [1], new float[] { 1 }).ToInt64s());
        Assert.Equal("Tensor 'w' holds Float32 values, which integers cannot hold exactly: read them as floats or doubles.", refusal.Message);
    }

    [Fact]
    public void A_shape_and_a_number_of_values_that_disagree_are_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => NamedTensor.Create("w", [2, 3], new float[5]));
        Assert.StartsWith("Tensor 'w': shape [2, 3] needs 6 values, found 5.", refusal.Message, StringComparison.Ordinal);
        refusal = Assert.Throws<ArgumentException>(() => NamedTensor.Create("w", [2, 3], new float[6]).ReadFloats(new float[7]));
        Assert.StartsWith("Tensor 'w' [2, 3] has 6 values, the destination has room for 7.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_longer_than_the_buffer_are_read_whole()
    {
        float[] values = [.. Enumerable.Range(0, 40_001).Select(i => i * 0.5f)];
        var read = new float[values.Length];
        NamedTensor.Create("long", [values.Length], values).ReadFloats(read);
        Assert.Equal(values, read);
    }

    [Fact]
    public void A_missing_name_is_answered_with_the_nearest_ones()
    {
        var set = new TensorSet("model.pth", [NamedTensor.Create("module.inc.weight", [1], new float[1]), NamedTensor.Create("module.outc.bias", [1], new float[1])]);
        var refusal = Assert.Throws<InvalidDataException>(() => set["inc.weight"]);
        Assert.Equal("model.pth: holds no tensor 'inc.weight'; of its 2 tensors the nearest are 'module.inc.weight', 'module.outc.bias'.", refusal.Message);
    }
}
