using System.Collections.Immutable;

namespace UNetSharp.Kernels;

/// <summary>Copies a list of windows, one behind the other along the channels, into one: a concatenation or a crop that is made after all.</summary>
/// <remarks>A piece is some rows of W pixels.</remarks>
public sealed unsafe class CopyWindows : Kernel
{
    private const int PieceFloats = 32 * 1024;
    private readonly ImmutableArray<Window> _inputs;
    private readonly Window _output;
    private readonly long _rows, _rowsPerPiece;

    /// <summary>Binds the call.</summary>
    /// <exception cref="ArgumentException">The inputs' extents are not the output's, or their channels do not add up to its.</exception>
    public CopyWindows(ImmutableArray<Window> inputs, Window output)
    {
        (_inputs, _output) = (inputs, output);
        var channels = 0;
        foreach (var input in inputs)
        {
            channels += input.C;
            if ((input.N, input.D, input.H, input.W) != (output.N, output.D, output.H, output.W))
            {
                throw new ArgumentException($"CopyWindows: input {input} does not go into output {output}.");
            }
        }

        if (channels != output.C)
        {
            throw new ArgumentException($"CopyWindows: the inputs have {channels} channels in all, the output {output.C}.");
        }

        _rows = (long)output.N * output.D * output.H;
        _rowsPerPiece = Math.Max(PieceFloats / Math.Max(output.W * output.C, 1), 1);
    }

    /// <inheritdoc/>
    public override string Name => "copy";

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.For((int)((_rows + _rowsPerPiece - 1) / _rowsPerPiece), this, static (kernel, piece, _) => kernel.Rows(piece));
    }

    private void Rows(int piece)
    {
        for (var row = piece * _rowsPerPiece; row < Math.Min((piece + 1) * _rowsPerPiece, _rows); row++)
        {
            var (h, plane) = ((int)(row % _output.H), row / _output.H);
            var (d, n) = ((int)(plane % _output.D), (int)(plane / _output.D));
            var to = _output.Row(n, d, h);
            foreach (ref readonly var input in _inputs.AsSpan())
            {
                Pixels(input, input.Row(n, d, h), to);
                to += input.C;
            }
        }
    }

    private void Pixels(in Window input, float* from, float* to)
    {
        var (channels, whole) = (input.C, input.StrideW == input.C && _output.StrideW == input.C);
        var (runs, length) = whole ? (1, channels * input.W) : (input.W, channels);
        for (var w = 0; w < runs; w++)
        {
            new ReadOnlySpan<float>(from + (w * input.StrideW), length).CopyTo(new Span<float>(to + (w * _output.StrideW), length));
        }
    }
}
