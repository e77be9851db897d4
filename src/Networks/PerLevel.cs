using System.Collections;
using System.Runtime.CompilerServices;

namespace UNetSharp.Networks;

/// <summary>Numbers for the levels of a network, finest first, written "32-64-128". The last serves for all further levels: "1-2" is 1, then 2 everywhere.</summary>
/// <typeparam name="T">A whole number, or a <see cref="Kernels.Triple"/> of them for the axes.</typeparam>
[CollectionBuilder(typeof(PerLevel), nameof(PerLevel.Of))]
public sealed class PerLevel<T> : IReadOnlyList<T>, IEquatable<PerLevel<T>> where T : struct, IEquatable<T>
{
    private readonly T[] _numbers;

    internal PerLevel(T[] numbers) => _numbers = numbers.Length > 0 ? numbers : throw new ArgumentException("PerLevel: no numbers; a network has at least one level.");

    /// <summary>How many are written down.</summary>
    public int Count => _numbers.Length;

    /// <summary>The number of a level; beyond the last that is written down, that one.</summary>
    public T this[int index] => _numbers[Math.Min(index, _numbers.Length - 1)];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_numbers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(PerLevel<T>? other) => other is not null && _numbers.AsSpan().SequenceEqual(other._numbers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PerLevel<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_numbers.Length, _numbers[0], _numbers[^1]);

    /// <summary>As it is written on the command line: "32-64-128", "1x3x3-3".</summary>
    public override string ToString() => string.Join('-', _numbers.Select(number => NetworkOptions.Word(number)));
}

/// <summary>Makes numbers for levels: what a collection expression such as <c>[32, 64, 128]</c> calls.</summary>
public static class PerLevel
{
    /// <summary>The numbers, finest level first.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static PerLevel<T> Of<T>(ReadOnlySpan<T> numbers) where T : struct, IEquatable<T> => new(numbers.ToArray());
}
