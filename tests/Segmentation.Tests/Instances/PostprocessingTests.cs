using UNetSharp.Imaging;
using UNetSharp.Segmentation.Tests.Metrics;

namespace UNetSharp.Segmentation.Tests.Instances;

public class PostprocessingTests
{
    private static readonly int[] Classes = Drawings.Labels("11.22..", "11....2", ".....2.", "1......");
    private static readonly Extent Extent = new(4, 7);

    [Fact]
    public void The_largest_component_of_each_class_stays() =>
        Assert.Equal(Drawings.Labels("11.22..", "11.....", ".......", "......."), Postprocessing.Largest.Apply(Classes, Extent));

    [Fact]
    public void Components_below_a_size_go() =>
        Assert.Equal(Drawings.Labels("11.22..", "11....2", ".....2.", "......."), Postprocessing.Parse("min-size:2").Apply(Classes, Extent));

    [Theory]
    [InlineData("largest")]
    [InlineData("min-size:50")]
    public void The_text_form_is_read_again(string text) => Assert.Equal(text, Postprocessing.Parse(text).ToString());

    [Theory]
    [InlineData("min-size:0")]
    [InlineData("min-size:-3")]
    [InlineData("smallest")]
    public void Others_are_refused(string text) => Assert.Throws<FormatException>(() => Postprocessing.Parse(text));
}
