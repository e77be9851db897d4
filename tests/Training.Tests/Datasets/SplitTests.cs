namespace UNetSharp.Training.Tests.Datasets;

public class SplitTests
{
    private static readonly SegmentationData Data = Pictures.DataOf(null, [.. Enumerable.Range(0, 11).Select(_ => Pictures.Mask([0, 255]))]);

    [Fact]
    public void A_share_is_taken_by_chance_and_the_same_each_time()
    {
        var (training, validation) = Data.Split(0.2, seed: 7);
        Assert.Equal(2, validation.Cases.Count);
        Assert.Equal(Names(Data), Names(training).Concat(Names(validation)).Order(StringComparer.Ordinal).OrderBy(name => name.Length));
        Assert.Equal(Names(validation), Names(Data.Split(0.2, seed: 7).Validation));
        Assert.Contains(Enumerable.Range(0, 20), seed => !Names(Data.Split(0.2, (ulong)seed).Validation).SequenceEqual(Names(validation)));
    }

    [Fact]
    public void Neither_part_is_ever_empty_but_by_wish()
    {
        Assert.Single(Data.Split(0.001, 1).Validation.Cases);
        Assert.Single(Data.Split(0.999, 1).Training.Cases);
        Assert.Empty(Data.Split(0, 1).Validation.Cases);
    }

    [Fact]
    public void Every_case_is_in_one_fold()
    {
        var validated = Enumerable.Range(1, 3).SelectMany(fold => Names(Data.Fold(fold, 3, seed: 5).Validation)).ToArray();
        Assert.Equal(Names(Data).Order(StringComparer.Ordinal), validated.Order(StringComparer.Ordinal));
        Assert.All(Enumerable.Range(1, 3), fold => Assert.Equal(11, Data.Fold(fold, 3, 5).Training.Cases.Count + Data.Fold(fold, 3, 5).Validation.Cases.Count));
    }

    [Fact]
    public void Names_choose_cases_with_or_without_ending() =>
        Assert.Equal(["case3", "case5"], Names(Data.Split(["case5", "case3.png"]).Validation));

    [Fact]
    public void A_part_has_the_classes_of_the_whole()
    {
        var data = Pictures.DataOf(null, Pictures.Mask([0, 1]), Pictures.Mask([0, 1, 2]));
        Assert.Equal(3, data.Split(["case1"]).Training.Classes);
    }

    [Fact]
    public void Impossible_splits_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Split(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Fold(0, 5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Fold(1, 12, 0));
        Assert.Throws<ArgumentException>(() => Data.Split(["nobody"]));
        Assert.Throws<InvalidOperationException>(() => Pictures.DataOf(null, Pictures.Mask([0, 1])).Split(0.2, 0));
    }

    private static string[] Names(SegmentationData data) => [.. data.Cases.Select(one => one.Name)];
}
