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

    /// <summary>What is left of an input at the end of a line, in the first lanes; 1 in the others, where every function is defined.</summary>
    /// <remarks>The last numbers go through the same vector arithmetic as all others: a result does not depend on where in memory its number lies.</remarks>
    private protected static TLane LoadRest<TLane>(float* from, int at, int length, int step) where TLane : unmanaged, ILane<TLane>
    {
        var lanes = TLane.Broadcast(step == 0 ? *from : 1);
        if (step != 0)
        {
            for (var lane = 0; at + lane < length; lane++)
            {
                ((float*)&lanes)[lane] = from[at + lane];
            }
        }

        return lanes;
    }

    /// <summary>Stores the first lanes, as many as are left of the line.</summary>
    private protected static void StoreRest<TLane>(TLane lanes, float* to, int at, int length) where TLane : unmanaged, ILane<TLane>
    {
        for (var lane = 0; at + lane < length; lane++)
        {
            to[at + lane] = ((float*)&lanes)[lane];
        }
    }
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
            StoreRest(f.Apply(LoadRest<TLane>(a, at, length, step)), result, at, length);
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
            StoreRest(f.Apply(LoadRest<TLane>(a, at, length, stepA), LoadRest<TLane>(b, at, length, stepB)), result, at, length);
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
            TLane x = LoadRest<TLane>(a, at, length, stepA), y = LoadRest<TLane>(b, at, length, stepB), z = LoadRest<TLane>(c, at, length, stepC);
            StoreRest(f.Apply(x, y, z), result, at, length);
        }
    }
}
