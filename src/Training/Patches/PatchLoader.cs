using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace UNetSharp.Training;

/// <summary>Threads that draw batches ahead of the training. Batch k has the same bits with any number of threads, and after a resume at any step.</summary>
/// <remarks>
/// Batches live in a ring. Step s is drawn into place s mod length as soon as the batch there has been given back; threads take steps in
/// order, the consumer takes batches in order. Nothing is allocated once the ring is there.
/// </remarks>
public sealed class PatchLoader : IDisposable
{
    private readonly object _gate = new();
    private readonly PatchSampler _sampler;
    private readonly PatchBatch[] _ring;
    private readonly long[] _drawn;
    private readonly ExceptionDispatchInfo?[] _failures;
    private readonly Thread[] _threads;
    private long _nextToDraw;
    private long _nextToTake;
    private bool _lent;
    private bool _ended;

    /// <summary>Starts drawing.</summary>
    /// <param name="sampler">What draws patches.</param>
    /// <param name="batch">N: patches a batch.</param>
    /// <param name="threads">Threads that draw; 1 feeds a training that takes longer for a batch than drawing it does.</param>
    /// <param name="firstStep">The step to begin at: 0, or where a training is resumed.</param>
    /// <param name="ahead">Batches that may be ready ahead of the consumer.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive, or the first step is negative.</exception>
    public PatchLoader(PatchSampler sampler, int batch, int threads = 1, long firstStep = 0, int ahead = 2)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(firstStep);
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        (_sampler, _nextToDraw, _nextToTake) = (sampler, firstStep, firstStep);
        // One more place for the batch that is lent.
        var length = Math.Max(ahead, threads) + 1;
        _ring = [.. Enumerable.Range(0, length).Select(_ => new PatchBatch(sampler, batch))];
        (_drawn, _failures) = (new long[length], new ExceptionDispatchInfo?[length]);
        Array.Fill(_drawn, -1);
        _threads = [.. Enumerable.Range(0, threads).Select(i => new Thread(DrawBatches) { IsBackground = true, Name = $"unet patches {i}" })];
        foreach (var thread in _threads) thread.Start();
    }

    /// <summary>The step of the batch that <see cref="Take"/> gives next.</summary>
    public long NextStep
    {
        get
        {
            lock (_gate) return _nextToTake;
        }
    }

    /// <summary>How long the consumer has waited for batches in all: where it grows, more threads help.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The next batch. The one before is given back by this.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    /// <exception cref="ObjectDisposedException">The loader was ended.</exception>
    /// <remarks>An exception of a drawing thread is thrown here, when its batch is due; and again at the next call.</remarks>
    public PatchBatch Take(CancellationToken cancellation = default)
    {
        var start = Stopwatch.GetTimestamp();
        using var wake = cancellation.Register(Wake);
        lock (_gate)
        {
            if (_lent)
            {
                _lent = false;
                Monitor.PulseAll(_gate);
            }

            var place = (int)(_nextToTake % _ring.Length);
            while (_drawn[place] != _nextToTake)
            {
                ObjectDisposedException.ThrowIf(_ended, this);
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            ObjectDisposedException.ThrowIf(_ended, this);
            Waited += Stopwatch.GetElapsedTime(start);
            _failures[place]?.Throw();
            (_lent, _nextToTake) = (true, _nextToTake + 1);
            return _ring[place];
        }
    }

    /// <summary>Ends the threads, after the batches that they are at.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads) thread.Join();
    }

    private void DrawBatches()
    {
        while (NextToDraw() is { } step)
        {
            var place = (int)(step % _ring.Length);
            ExceptionDispatchInfo? failure = null;
            try
            {
                _ring[place].Fill(_sampler, step);
            }
#pragma warning disable CA1031 // carried to the consumer, whatever it is
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            lock (_gate)
            {
                (_drawn[place], _failures[place]) = (step, failure);
                Monitor.PulseAll(_gate);
            }
        }
    }

    // Waits until a place is free; null at the end.
    private long? NextToDraw()
    {
        lock (_gate)
        {
            while (!_ended && _nextToDraw >= _nextToTake + _ring.Length - (_lent ? 1 : 0)) Monitor.Wait(_gate);
            return _ended ? null : _nextToDraw++;
        }
    }

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }
}
