using FsCheck.Fluent;
using UNetSharp.Imaging;

namespace UNetSharp.Training.Tests.Datasets;

public class ObjectTests
{
    [Fact]
    public void A_gap_of_one_pixel_parts_touching_objects()
    {
        int[] objects = [1, 1, 2, 2, 0, 3];
        var mask = LabelledMask.OfObjects(objects, new Extent(1, 6));
        Assert.Equal([1, 1, 0, 1, 0, 1], mask.Labels);
        Assert.Equal([1, 1, 0, 2, 0, 3], mask.Objects!);
    }

    [Fact]
    public void No_two_objects_touch_and_only_touching_pixels_are_taken() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        var extent = random.Next(2) == 0 ? new Extent(random.Next(1, 9), random.Next(1, 9)) : new Extent(random.Next(1, 4), random.Next(1, 6), random.Next(1, 6));
        int[] objects = [.. Enumerable.Range(0, extent.Count).Select(_ => random.Next(4))];
        var parted = LabelledMask.OfObjects(objects, extent).Objects!;
        for (var i = 0; i < objects.Length; i++)
        {
            var neighbours = Enumerable.Range(0, objects.Length).Where(j => AreNeighbours(extent, i, j)).ToArray();
            Assert.DoesNotContain(neighbours, j => parted[i] != 0 && parted[j] != 0 && parted[i] != parted[j]);
            var touches = neighbours.Any(j => j < i && objects[j] != 0 && objects[j] != objects[i]);
            Assert.Equal(touches ? 0 : objects[i], parted[i]);
        }
    }));

    private static bool AreNeighbours(Extent extent, int i, int j)
    {
        var (dz, dy, dx) = ((i / extent.Width / extent.Height) - (j / extent.Width / extent.Height), (i / extent.Width % extent.Height) - (j / extent.Width % extent.Height), (i % extent.Width) - (j % extent.Width));
        return i != j && Math.Max(Math.Abs(dz), Math.Max(Math.Abs(dy), Math.Abs(dx))) == 1;
    }
}
