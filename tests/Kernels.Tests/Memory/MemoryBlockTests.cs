namespace UNetSharp.Kernels.Tests.Memory;

public class MemoryBlockTests
{
    [Fact]
    public void Memory_of_a_block_is_the_block()
    {
        var block = new MemoryBlock(100);
        block.Fill(0);
        var memory = block.Memory(10, 20);
        memory.Span[3] = 7;
        Assert.Equal(7, block.Span(13, 1)[0]);
        Assert.Equal(20, memory.Length);
    }

    [Theory]
    [InlineData(-1, 3)]
    [InlineData(98, 3)]
    [InlineData(0, -1)]
    public void What_does_not_lie_within_is_refused(long offset, int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryBlock(100).Memory(offset, length));
}
