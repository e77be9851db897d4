using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace UNetSharp.Kernels;

/// <summary>One piece of a loop that a team runs.</summary>
/// <param name="state">What the loop works on.</param>
/// <param name="piece">Which piece, from 0.</param>
/// <param name="worker">Which worker runs it, from 0: the owner of that part of the scratch memory.</param>
public delegate void Piece<in TState>(TState state, int piece, int worker);

/// <summary>A fixed team of threads that runs loops piece by piece: the caller is worker 0, the others spin for some microseconds between loops before they sleep.</summary>
/// <remarks>
/// A loop allocates nothing when its body is a static lambda. The number of pieces belongs to the problem, not to the team: results do not depend on the number of threads.
/// A piece should take tens of microseconds. Loops do not nest: a piece must not start another on the same team.
/// </remarks>
public sealed class ThreadTeam : IDisposable
{
    [ThreadStatic]
    private static ThreadTeam? t_insidePieceOf;

    // How often a worker looks for the next loop before it sleeps: about 50 µs, the gap between two kernels.
    private const int SpinsBeforeSleep = 2000;

    private static readonly Lazy<ThreadTeam> _shared = new(() => new ThreadTeam(Environment.ProcessorCount));

    private readonly object _caller = new();
    private readonly object _sleep = new();
    private Piece<object>? _body;
    private object? _state;
    private int _pieces;
    private int _done;
    private int _generation;

    // The loop's number in the upper half, its unclaimed pieces in the lower. A claim is one compare-and-swap of both, so a worker that
    // comes late can never take a piece of the next loop with the body of the last one.
    private long _ticket;
    private ExceptionDispatchInfo? _failure;
    private int _failedPiece;
    private volatile bool _ended;
    private readonly bool _onlyCounts;

    /// <summary>Starts a team.</summary>
    /// <param name="threads">Threads in all, the caller included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        for (var worker = 1; worker < threads; worker++)
        {
            var index = worker;
            new Thread(() => Work(index)) { IsBackground = true, Name = $"unet worker {worker}" }.Start();
        }
    }

    private ThreadTeam(ICollection<Loop> log) => (Threads, Log, _onlyCounts) = (1, log, true);

    /// <summary>One thread for each processor of the machine.</summary>
    public static ThreadTeam Shared => _shared.Value;

    /// <summary>Threads in all, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Receives every loop that the team has run, with its time; null, as at first: nobody wants to know.</summary>
    public ICollection<Loop>? Log { get; set; }

    /// <summary>A team that runs no piece of any loop and only notes how many there are: what is cut into how many pieces is told by the code that cuts it.</summary>
    internal static ThreadTeam Counting(ICollection<Loop> log) => new(log);

    /// <summary>Runs body(state, piece, worker) once for each piece and returns when all are done.</summary>
    /// <param name="pieces">How many; 0 does nothing.</param>
    /// <param name="state">Handed to each call.</param>
    /// <param name="body">A static lambda, so that nothing is allocated.</param>
    /// <exception cref="InvalidOperationException">Called from within a piece of this team.</exception>
    /// <remarks>When pieces throw, the others still run and the exception of the lowest piece is thrown here.</remarks>
    public void For<TState>(int pieces, TState state, Piece<TState> body) where TState : class
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(body);
        if (t_insidePieceOf == this)
        {
            throw new InvalidOperationException("ThreadTeam: a piece of a loop may not start another loop on the same team.");
        }

        ObjectDisposedException.ThrowIf(_ended, this);
        if (pieces <= 0)
        {
            return;
        }

        if (_onlyCounts)
        {
            Log!.Add(new(pieces, 0));
            return;
        }

        lock (_caller)
        {
            var begun = Log is null ? 0 : Stopwatch.GetTimestamp();

            // Delegates of reference types share one calling convention, and TState is the state's own type: the cast changes only the static type.
            Start(pieces, state, Unsafe.As<Piece<object>>(body));
            Claim(_generation, worker: 0);
            var wait = new SpinWait();
            while (Volatile.Read(ref _done) < pieces)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }

            var failure = _failure;
            (_body, _state, _failure) = (null, null, null);
            failure?.Throw();
            Log?.Add(new(pieces, Stopwatch.GetTimestamp() - begun));
        }
    }

    /// <summary>Ends the worker threads. A team that is never ended costs sleeping threads until the process ends, nothing more.</summary>
    public void Dispose()
    {
        lock (_caller)
        {
            _ended = true;
            lock (_sleep)
            {
                Monitor.PulseAll(_sleep);
            }
        }
    }

    private void Start(int pieces, object state, Piece<object> body)
    {
        (_body, _state, _pieces, _failedPiece) = (body, state, pieces, int.MaxValue);
        Volatile.Write(ref _done, 0);
        var generation = ++_generation;
        Volatile.Write(ref _ticket, ((long)generation << 32) | (uint)pieces);
        if (Threads > 1 && pieces > 1)
        {
            lock (_sleep)
            {
                Monitor.PulseAll(_sleep);
            }
        }
    }

    private void Claim(int generation, int worker)
    {
        while (true)
        {
            var ticket = Volatile.Read(ref _ticket);
            var left = (int)(ticket & uint.MaxValue);
            if ((int)(ticket >> 32) != generation || left == 0)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _ticket, ticket - 1, ticket) != ticket)
            {
                continue;
            }

            // The loop cannot end before this piece has: the fields are this loop's own.
            var piece = _pieces - left;
            t_insidePieceOf = this;
            try
            {
                _body!(_state!, piece, worker);
            }
#pragma warning disable CA1031 // carried back to the caller, whatever it is
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Fail(exception, piece);
            }

            t_insidePieceOf = null;
            Interlocked.Increment(ref _done);
        }
    }

    private void Fail(Exception exception, int piece)
    {
        lock (_sleep)
        {
            if (piece < _failedPiece)
            {
                (_failure, _failedPiece) = (ExceptionDispatchInfo.Capture(exception), piece);
            }
        }
    }

    private void Work(int worker)
    {
        var seen = 0;
        while (!_ended)
        {
            for (var spin = 0; spin < SpinsBeforeSleep && Latest() == seen; spin++)
            {
                Thread.SpinWait(8);
            }

            lock (_sleep)
            {
                while (Latest() == seen && !_ended)
                {
                    Monitor.Wait(_sleep);
                }
            }

            seen = Latest();
            Claim(seen, worker);
        }
    }

    private int Latest() => (int)(Volatile.Read(ref _ticket) >> 32);
}
