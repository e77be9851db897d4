namespace UNetSharp.Imaging;

/// <summary>Union-find over 1, 2, 3, …: each set is known by its smallest member.</summary>
/// <remarks>
/// Keeping the smallest member as the root costs the balance of union by rank, but paths are halved at each search, and it gives
/// components their raster order for nothing: provisional labels are handed out in raster order.
/// </remarks>
internal sealed class DisjointSets
{
    private int[] parents = new int[256];

    /// <summary>The last member made.</summary>
    public int Count { get; private set; }

    /// <summary>Makes a set of one new member and returns it.</summary>
    public int Add()
    {
        if (++Count == parents.Length)
            Array.Resize(ref parents, 2 * parents.Length);
        return parents[Count] = Count;
    }

    /// <summary>Joins the sets of two members and returns the root of the joint set.</summary>
    public int Union(int a, int b)
    {
        (a, b) = (Find(a), Find(b));
        return a < b ? parents[b] = a : parents[a] = b;
    }

    private int Find(int member)
    {
        while (parents[member] != member)
            member = parents[member] = parents[parents[member]];
        return member;
    }

    /// <summary>Numbers the sets 1, 2, … in the order of their smallest members; entry m of the result is the number of m's set.</summary>
    public int[] Number(out int sets)
    {
        var numbers = new int[Count + 1];
        sets = 0;
        for (var member = 1; member <= Count; member++)
            numbers[member] = parents[member] == member ? ++sets : numbers[Find(member)];
        return numbers;
    }
}
