using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>ONNX's Einsum of two values: "bhid,bhjd->bhij" sums products over the letters that the result lacks.</summary>
/// <remarks>
/// Letters of both values and of the result count matrices, letters of both values alone are summed over, and letters of one value are rows or columns: with axes in that order it is one product of matrices.
/// </remarks>
internal static class EinsumForm
{
    /// <summary>Name and form.</summary>
    public static IEnumerable<(string, OnnxForm)> All => [("Einsum", Einsum)];

    private static DrawnValue Einsum(OnnxCall call)
    {
        var equation = call.Node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        if (equation.Split("->") is not [var inputs, var result] || inputs.Split(',') is not [var left, var right] || call.Count != 2) throw call.Refuse($"has the equation \"{equation}\"; sums of products of two values, such as \"bij,bjk->bik\", are read");
        var (a, b) = (call.Drawn(0), call.Drawn(1));
        if (!Fits(left, a) || !Fits(right, b) || !Distinct(result) || result.Any(letter => !left.Contains(letter, StringComparison.Ordinal) && !right.Contains(letter, StringComparison.Ordinal)))
            throw call.Refuse($"has the equation \"{equation}\" for values {TensorExtents.Text(a.Shape)} and {TensorExtents.Text(b.Shape)}: each axis is one letter of its own");

        string both = Among(letter => left.Contains(letter, StringComparison.Ordinal) && right.Contains(letter, StringComparison.Ordinal));
        string matrices = string.Concat(both.Where(letter => result.Contains(letter, StringComparison.Ordinal))), summed = string.Concat(both.Except(matrices));
        (a, left) = Summed(a, left, letter => right.Contains(letter, StringComparison.Ordinal) || result.Contains(letter, StringComparison.Ordinal));
        (b, right) = Summed(b, right, letter => left.Contains(letter, StringComparison.Ordinal) || result.Contains(letter, StringComparison.Ordinal));
        string rows = string.Concat(left.Except(both)), columns = string.Concat(right.Except(both));

        var extents = left.Zip(a.Shape).Concat(right.Zip(b.Shape)).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second);
        if (right.Zip(b.Shape).Any(pair => extents[pair.First] != pair.Second)) throw call.Refuse($"has the equation \"{equation}\" for values {TensorExtents.Text(a.Shape)} and {TensorExtents.Text(b.Shape)}, whose extents differ");
        var product = Arranged(a, left, matrices + rows + summed).Reshape([Extent(matrices), Extent(rows), Extent(summed)])
            .MatMul(Arranged(b, right, matrices + summed + columns).Reshape([Extent(matrices), Extent(summed), Extent(columns)]));
        var made = matrices + rows + columns;
        var whole = product.Reshape(Shape.Of([.. made.Select(letter => extents[letter])]));
        return new DrawnValue(whole, [.. made.Select(letter => result.IndexOf(letter, StringComparison.Ordinal))]);

        string Among(Func<char, bool> wanted) => string.Concat(left.Where(wanted));
        int Extent(string letters) => letters.Aggregate(1, (count, letter) => checked(count * extents[letter]));
    }

    private static Value Arranged(DrawnValue value, string letters, string order) => value.Arranged([.. order.Select(letter => letters.IndexOf(letter, StringComparison.Ordinal))]);

    // Letters that neither the other value nor the result has are summed over beforehand.
    private static (DrawnValue Value, string Letters) Summed(DrawnValue value, string letters, Func<char, bool> kept)
    {
        int[] gone = [.. Enumerable.Range(0, letters.Length).Where(axis => !kept(letters[axis]))];
        if (gone.Length == 0) return (value, letters);
        var sum = value.With(value.Value.Sum([.. gone.Select(value.Place)]));
        return (ViewForms.Without(sum, gone), string.Concat(letters.Where(kept)));
    }

    private static bool Fits(string letters, DrawnValue value) => letters.Length == value.Rank && Distinct(letters);

    private static bool Distinct(string letters) => letters.All(char.IsAsciiLetter) && letters.Distinct().Count() == letters.Length;
}
