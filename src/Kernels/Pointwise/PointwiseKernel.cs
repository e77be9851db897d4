using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>An element-wise kernel: a sweep over the windows, and what is done on each line of it.</summary>
internal abstract unsafe class PointwiseKernel(string name, Sweep sweep) : Kernel, Sweep.ILine
{
    /// <inheritdoc/>
    public override string Name => name;

    private protected Sweep Sweep => sweep;

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.For(sweep.Pieces, this, static (kernel, piece, worker) => kernel.Sweep.Run(kernel, piece));
    }

    /// <inheritdoc/>
    public abstract void Line(long element, int length, float* result, float* a, float* b, float* c);

    /// <summary>A whole vector of an input, or its one number everywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static TLane Load<TLane>(float* from, int at, int step) where TLane : unmanaged, ILane<TLane> =>
        step == 0 ? TLane.Broadcast(*from) : TLane.Load(from + at);

    /// <summary>The last numbers of an input on a line, fewer than a vector, or its one number everywhere.</summary>
    /// <remarks>They go through the same vector arithmetic as all others: a result does not depend on where in memory its number lies.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static TLane LoadRest<TLane>(float* from, int at, int count, int step) where TLane : unmanaged, ILane<TLane> =>
        step == 0 ? TLane.Broadcast(*from) : TLane.LoadFirst(from + at, count);
}

/// <summary>result = f(x). The scalar code it equals: for i: result[i] = f(x[i·step]).</summary>
internal sealed unsafe class UnaryKernel<TFunction, TLane>(TFunction function, Window x, Window result)
    : PointwiseKernel(typeof(TFunction).Name, new Sweep(typeof(TFunction).Name, result, x))
    where TFunction : struct, IUnaryFunction
    where TLane : unmanaged, ILane<TLane>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Line(long element, int length, float* result, float* a, float* b, float* c)
    {
        var f = function;
        int step = Sweep.Step[1], at = 0;
        for (; at <= length - TLane.Count; at += TLane.Count)
        {
            TLane.Store(f.Apply(Load<TLane>(a, at, step)), result + at);
        }

        if (at < length)
        {
            TLane.StoreFirst(f.Apply(LoadRest<TLane>(a, at, length - at, step)), result + at, length - at);
        }
    }
}

/// <summary>result = f(a, b). The scalar code it equals: for i: result[i] = f(a[i·stepA], b[i·stepB]).</summary>
internal sealed unsafe class BinaryKernel<TFunction, TLane>(TFunction function, Window a, Window b, Window result)
    : PointwiseKernel(typeof(TFunction).Name, new Sweep(typeof(TFunction).Name, result, a, b))
    where TFunction : struct, IBinaryFunction
    where TLane : unmanaged, ILane<TLane>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Line(long element, int length, float* result, float* a, float* b, float* c)
    {
        var f = function;
        int stepA = Sweep.Step[1], stepB = Sweep.Step[2], at = 0;
        for (; at <= length - TLane.Count; at += TLane.Count)
        {
            TLane.Store(f.Apply(Load<TLane>(a, at, stepA), Load<TLane>(b, at, stepB)), result + at);
        }

        if (at < length)
        {
            TLane.StoreFirst(f.Apply(LoadRest<TLane>(a, at, length - at, stepA), LoadRest<TLane>(b, at, length - at, stepB)), result + at, length - at);
        }
    }
}

/// <summary>result = f(a, b, c). The scalar code it equals: for i: result[i] = f(a[i·stepA], b[i·stepB], c[i·stepC]).</summary>
internal sealed unsafe class TernaryKernel<TFunction, TLane>(TFunction function, (Window A, Window B, Window C) inputs, Window result)
    : PointwiseKernel(typeof(TFunction).Name, new Sweep(typeof(TFunction).Name, result, inputs.A, inputs.B, inputs.C))
    where TFunction : struct, ITernaryFunction
    where TLane : unmanaged, ILane<TLane>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Line(long element, int length, float* result, float* a, float* b, float* c)
    {
        var f = function;
        int stepA = Sweep.Step[1], stepB = Sweep.Step[2], stepC = Sweep.Step[3], at = 0;
        for (; at <= length - TLane.Count; at += TLane.Count)
        {
            TLane.Store(f.Apply(Load<TLane>(a, at, stepA), Load<TLane>(b, at, stepB), Load<TLane>(c, at, stepC)), result + at);
        }

        if (at < length)
        {
            var rest = length - at;
            TLane x = LoadRest<TLane>(a, at, rest, stepA), y = LoadRest<TLane>(b, at, rest, stepB), z = LoadRest<TLane>(c, at, rest, stepC);
            TLane.StoreFirst(f.Apply(x, y, z), result + at, rest);
        }
    }
}
