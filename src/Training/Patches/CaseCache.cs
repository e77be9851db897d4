namespace UNetSharp.Training;

/// <summary>Prepared cases, as many as the memory given holds; of those the least recently used are dropped first. Safe for many threads.</summary>
/// <param name="count">How many cases there are.</param>
/// <param name="prepare">Prepares a case; the same result each time, so that dropping changes nothing but time.</param>
/// <param name="bytes">The memory given; the case in use is kept even if it is larger.</param>
internal sealed class CaseCache(int count, Func<int, PreparedCase> prepare, long bytes)
{
    private readonly object _gate = new();
    private readonly Lazy<PreparedCase>?[] _cases = new Lazy<PreparedCase>?[count];
    private readonly long[] _lastUse = new long[count];
    private long _uses;

    /// <summary>A prepared case. Threads that ask for the same wait for one preparation.</summary>
    public PreparedCase Get(int index)
    {
        Lazy<PreparedCase> entry;
        lock (_gate)
        {
            entry = _cases[index] ??= new(() => prepare(index));
            _lastUse[index] = ++_uses;
        }

        try
        {
            var fresh = !entry.IsValueCreated;
            var prepared = entry.Value;
            if (fresh) DropBeyondLimit(index);
            return prepared;
        }
        catch
        {
            // A failure is not remembered: the file may be there at the next attempt.
            lock (_gate)
            {
                if (_cases[index] == entry) _cases[index] = null;
            }

            throw;
        }
    }

    private void DropBeyondLimit(int newest)
    {
        lock (_gate)
        {
            var held = _cases.Sum(entry => entry is { IsValueCreated: true } ? entry.Value.Bytes : 0);
            while (held > bytes)
            {
                var oldest = -1;
                for (var i = 0; i < _cases.Length; i++)
                {
                    if (i != newest && _cases[i] is { IsValueCreated: true } && (oldest < 0 || _lastUse[i] < _lastUse[oldest])) oldest = i;
                }

                if (oldest < 0) return;
                held -= _cases[oldest]!.Value.Bytes;
                _cases[oldest] = null;
            }
        }
    }
}
