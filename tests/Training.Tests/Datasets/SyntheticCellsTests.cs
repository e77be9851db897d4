using UNetSharp.Imaging;
using UNetSharp.Segmentation;

namespace UNetSharp.Training.Tests.Datasets;

public class SyntheticCellsTests
{
    private static readonly SyntheticCells Cells = new() { Height = 128, Width = 160, Radius = 12 };

    [Fact]
    public void The_same_seed_and_number_give_the_same_picture()
    {
        var (image, objects) = Cells.Draw(3, 7);
        var (again, objectsAgain) = Cells.Draw(3, 7);
        Assert.Equal(image.Samples<byte>().ToArray(), again.Samples<byte>().ToArray());
        Assert.Equal(objects.Samples<ushort>().ToArray(), objectsAgain.Samples<ushort>().ToArray());
        Assert.NotEqual(image.Samples<byte>().ToArray(), Cells.Draw(3, 8).Image.Samples<byte>().ToArray());
        Assert.NotEqual(image.Samples<byte>().ToArray(), Cells.Draw(4, 7).Image.Samples<byte>().ToArray());
    }

    [Fact]
    public void Cells_are_whole_many_and_some_touch()
    {
        var objects = Cells.Draw(1, 0).Objects.ToLabels();
        var extent = new Extent(128, 160);
        var pieces = ConnectedComponents.LabelByValue(objects, extent, Connectivity.Faces);
        Assert.Equal(objects.Where(cell => cell > 0).Distinct().Count(), pieces.Count);
        Assert.InRange(pieces.Count, 10, 60);
        Assert.True(LabelledMask.OfObjects(objects, extent).Labels.Sum() < objects.Count(cell => cell > 0), "No two cells touch.");
        Assert.InRange(objects.Count(cell => cell > 0) / (double)extent.Count, 0.3, 0.8);
    }

    [Fact]
    public void Cells_are_brighter_than_what_is_around_them_and_the_light_is_uneven()
    {
        var (image, objects) = Cells.Draw(1, 0);
        var (samples, labels) = (image.ToFloats(), objects.ToLabels());
        Assert.True(samples.Where((_, i) => labels[i] > 0).Average() > 1.5 * samples.Where((_, i) => labels[i] == 0).Average());
        var dark = Cells with { UnevenLight = 0 };
        Assert.NotEqual(samples, dark.Draw(1, 0).Image.ToFloats());
    }

    [Fact]
    public void They_are_a_sound_data_set()
    {
        var data = Cells.Create(seed: 5, count: 4, first: 10);
        Assert.Equal("cells-010", data.Cases[0].Name);
        Assert.Equal(LabelCoding.Instances, data.Labels.Coding);
        Assert.Equal([Symptom.InstanceMask], MaskDoctor.Examine(data, cancellation: TestContext.Current.CancellationToken).Select(finding => finding.Symptom));
    }

    [Fact]
    public void Impossible_cells_are_refused() =>
        Assert.Equal("SyntheticCells: Radius is 1, but must be 3 to 1000 pixels.", Assert.Throws<ArgumentException>(() => (Cells with { Radius = 1 }).Draw(0, 0)).Message);
}
