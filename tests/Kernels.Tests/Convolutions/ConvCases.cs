namespace UNetSharp.Kernels.Tests;

/// <summary>One convolution to try: extents of the input, channels window by window, and where it reads.</summary>
internal sealed record ConvCase(string Name, (int N, int D, int H, int W) Input, int[] Windows, int Outputs, ConvGeometry Geometry)
{
    public override string ToString() => $"{Name} [{Input}] {string.Join("+", Windows)}→{Outputs}";

    public Triple Positions => Geometry.Output(new(Input.D, Input.H, Input.W));
}

/// <summary>The convolutions that all convolution kernels are tried on.</summary>
internal static class ConvCases
{
    public static readonly ConvCase[] All =
    [
        Flat("1x1 of one pixel", 1, 1, [1], 1, 1, 1),
        Flat("1x1", 5, 7, [16], 16, 1, 1),
        Flat("1x1, primes", 11, 13, [17], 31, 1, 1),
        Flat("1x1, lanes - 1", 4, 5, [15], 33, 1, 1),
        Flat("1x1, two windows", 6, 5, [8, 24], 32, 1, 1),
        Flat("1x1, three windows of odd channels", 6, 5, [3, 7, 13], 12, 1, 1),
        Flat("head", 9, 11, [64], 2, 1, 1),
        Flat("head of odd channels", 9, 11, [19, 4], 3, 1, 1),
        Flat("head 3x3", 8, 7, [24], 4, 3, 3, pad: 1),
        Flat("first layer", 12, 17, [1], 64, 3, 3),
        Flat("first layer, padded", 12, 17, [3], 37, 3, 3, pad: 1),
        Flat("first layer 7x7 stride 2", 15, 18, [3], 16, 7, 7, stride: 2, pad: 3),
        Flat("first layer, two windows", 9, 10, [1, 2], 8, 3, 3, pad: 1),
        Flat("3x3", 9, 10, [16], 16, 3, 3, pad: 1),
        Flat("3x3 valid", 9, 10, [16, 16], 24, 3, 3),
        Flat("3x3 stride 2", 9, 12, [8, 9], 20, 3, 3, stride: 2, pad: 1),
        Flat("3x3 stride 3", 11, 13, [12], 10, 3, 3, stride: 3, pad: 2),
        Flat("3x3 stride 4", 13, 17, [6], 9, 3, 3, stride: 4, pad: 1),
        Flat("2x2 stride 2", 8, 10, [16], 32, 2, 2, stride: 2),
        Flat("2x2 stride 2, odd extents", 9, 11, [10], 7, 2, 2, stride: 2),
        Flat("3x3 dilation 2", 9, 10, [16], 18, 3, 3, dilation: 2, pad: 2),
        Flat("3x3 dilation 3 stride 2", 11, 13, [9], 11, 3, 3, stride: 2, dilation: 3, pad: 3),
        Flat("5x5", 9, 8, [5], 7, 5, 5, pad: 2),
        Flat("7x7", 9, 9, [8], 12, 7, 7, pad: 3),
        Flat("1x5", 6, 11, [11], 13, 1, 5, pad: 0),
        Flat("long K", 4, 5, [100, 33], 40, 3, 3, pad: 1),
        Flat("wide", 7, 6, [40], 150, 3, 3, pad: 1),
        Flat("many weights", 5, 6, [70, 33], 81, 3, 3, pad: 1),
        Flat("many weights, stride 2, dilation 2", 9, 7, [112], 70, 3, 3, stride: 2, dilation: 2, pad: 2),
        Flat("1x1 of many inputs", 5, 6, [50, 7], 23, 1, 1),
        Flat("wider than a strip's block", 5, 250, [3], 9, 3, 3, pad: 1),
        Flat("two groups", 7, 6, [16], 24, 3, 3, pad: 1, groups: 2),
        Flat("three groups of odd channels", 7, 6, [15], 21, 3, 3, stride: 2, pad: 1, groups: 3),
        Flat("groups of one channel", 7, 6, [6], 12, 3, 3, pad: 1, groups: 6),
        Flat("input smaller than the kernel", 2, 2, [8], 8, 3, 3, pad: 1),
        new("asymmetric padding", (2, 1, 7, 8), [8], 10, new(new(1, 3, 3), Triple.All(1), Triple.All(1), new(0, 2, 0), new(0, 0, 1))),
        new("padding beyond the kernel", (1, 1, 4, 4), [8], 8, new(new(1, 2, 2), Triple.All(1), Triple.All(1), new(0, 3, 3), new(0, 3, 3))),
        new("3x3x3", (2, 5, 6, 7), [8], 16, new(Triple.All(3), Triple.All(1), Triple.All(1), Triple.All(1), Triple.All(1))),
        new("3x3x3 stride 2", (1, 6, 7, 7), [12, 5], 9, new(Triple.All(3), Triple.All(2), Triple.All(1), Triple.All(1), Triple.All(1))),
        new("3x3x3 first layer", (1, 5, 8, 9), [2], 20, new(Triple.All(3), Triple.All(1), Triple.All(1), Triple.All(1), Triple.All(1))),
        new("2x2x2 stride 2", (2, 4, 6, 8), [16], 8, new(Triple.All(2), Triple.All(2), Triple.All(1), default, default)),
        new("1x3x3 stride 1x2x2", (1, 3, 7, 8), [8], 8, new(new(1, 3, 3), new(1, 2, 2), Triple.All(1), new(0, 1, 1), new(0, 1, 1))),
        new("3x3x3 of many weights", (1, 3, 4, 5), [40, 17], 50, new(Triple.All(3), Triple.All(1), Triple.All(1), Triple.All(1), Triple.All(1))),
        new("3x3x3 of a thousand inputs", (1, 3, 4, 5), [960, 43], 9, new(Triple.All(3), Triple.All(1), Triple.All(1), Triple.All(1), Triple.All(1))),
        new("3x1x1 dilation 2x1x1", (1, 7, 3, 3), [8], 8, new(new(3, 1, 1), Triple.All(1), new(2, 1, 1), new(2, 0, 0), new(2, 0, 0))),
    ];

    public static TheoryData<string> Names { get; } = [.. All.Select(item => item.Name)];

    public static ConvCase Named(string name) => All.Single(item => item.Name == name);

    private static ConvCase Flat(
        string name, int h, int w, int[] windows, int outputs, int kernelH, int kernelW, int stride = 1, int dilation = 1, int pad = 0, int groups = 1) =>
        new(name, (2, 1, h, w), windows, outputs, new(new(1, kernelH, kernelW), new(1, stride, stride), new(1, dilation, dilation), new(0, pad, pad), new(0, pad, pad), groups));
}
