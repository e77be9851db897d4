namespace UNetSharp.Training;

/// <summary>What stands before and after the part of a file's name that tells cases apart: nothing and "_mask", "man_seg" and nothing.</summary>
internal readonly record struct AddedWord(string Before, string After)
{
    /// <summary>What all names begin and end with, without cutting through a number or a word.</summary>
    public static AddedWord CommonTo(string[] stems)
    {
        if (stems.Length < 2) return new("", "");
        var (before, after) = (stems[0], stems[0]);
        foreach (var stem in stems)
        {
            var same = 0;
            while (same < Math.Min(before.Length, stem.Length) && before[same] == stem[same]) same++;
            before = before[..same];
            same = 0;
            while (same < Math.Min(after.Length, stem.Length) && after[^(same + 1)] == stem[^(same + 1)]) same++;
            after = after[^same..];
        }

        // "t021" and "t023" share "t02", but the number is 021; "08_training" and "18_training" share "8_training".
        before = before.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var separator = after.AsSpan().IndexOfAny('_', '-', ' ');
        if (separator < 0) separator = after.AsSpan().IndexOf('.');
        after = separator < 0 ? "" : after[separator..];
        return stems.Any(stem => stem.Length < before.Length + after.Length) ? new(before, "") : new(before, after);
    }

    /// <summary>The name without it; empty where the name has not got it.</summary>
    public string Strip(string stem) =>
        stem.Length >= Before.Length + After.Length && stem.StartsWith(Before, StringComparison.Ordinal) && stem.EndsWith(After, StringComparison.Ordinal)
            ? stem[Before.Length..^After.Length]
            : "";

    /// <summary>"_mask" after, "man_seg" before.</summary>
    public override string ToString() => (Before, After) switch
    {
        ("", "") => "nothing",
        ("", _) => $"\"{After}\" after",
        (_, "") => $"\"{Before}\" before",
        _ => $"\"{Before}\" before and \"{After}\" after",
    };
}
