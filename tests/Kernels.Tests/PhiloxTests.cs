namespace UNetSharp.Kernels.Tests;

public class PhiloxTests
{
    // The known answers that the authors of the paper publish with their code.
    [Theory]
    [InlineData(0ul, 0ul, 0ul, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x299f31d0_a4093822ul, 0x85a308d3_243f6a88ul, 0x03707344_13198a2eul, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Words_are_those_of_the_paper(ulong seed, ulong low, ulong high, uint a, uint b, uint c, uint d) =>
        Assert.Equal((a, b, c, d), Philox.Words(seed, new UInt128(high, low)));

    [Theory]
    [InlineData(0ul)]
    [InlineData(0xFFFFFFFDul)]
    [InlineData(ulong.MaxValue - 2)]
    public void Neighbouring_places_are_filled_with_the_words_of_each(ulong first)
    {
        var words = new uint[4 * 11];
        Philox.Fill(0x0123456789ABCDEF, 5, 6, first, words);
        for (var place = 0; place < 11; place++)
        {
            var (a, b, c, d) = Philox.Words(0x0123456789ABCDEF, Philox.Counter(5, 6, unchecked(first + (ulong)place)));
            Assert.Equal([a, b, c, d], words.AsSpan(4 * place, 4).ToArray());
        }
    }
}
