using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

internal static class ConvCases
{
    public static IEnumerable<GradientCase> All =>
    [
        new("conv 3x3 valid", [[2, 6, 7, 3], [3, 3, 3, 4]], v => v[0].Conv(v[1])),
        new("conv 3x3 same", [[1, 5, 4, 2], [3, 3, 2, 3]], v => v[0].Conv(v[1], padding: new(0, 1, 1))),
        new("conv 3x3 stride 2", [[1, 7, 6, 2], [3, 3, 2, 3]], v => v[0].Conv(v[1], stride: new(1, 2, 2), padding: new(0, 1, 1))),
        new("conv 3x3 dilation 2", [[1, 7, 8, 2], [3, 3, 2, 2]], v => v[0].Conv(v[1], dilation: new(1, 2, 2), padding: new(0, 2, 2))),
        new("conv 3x3 groups 2", [[1, 5, 5, 4], [3, 3, 2, 6]], v => v[0].Conv(v[1], padding: new(0, 1, 1), groups: 2)),
        new("conv 3x3 depthwise", [[1, 5, 5, 4], [3, 3, 1, 4]], v => v[0].Conv(v[1], padding: new(0, 1, 1), groups: 4)),
        new("conv 3x3 depthwise of a concatenation", [[1, 5, 5, 3], [1, 5, 5, 4], [3, 3, 1, 7]], v => v[0].Concat(v[1]).Conv(v[2], padding: new(0, 1, 1), groups: 7)),
        new("conv 3x3 in groups of a concatenation", [[1, 5, 5, 3], [1, 5, 5, 5], [3, 3, 4, 6]], v => v[0].Concat(v[1]).Conv(v[2], padding: new(0, 1, 1), groups: 2)),
        new("depthwise up-convolution", [[1, 3, 4, 3], [2, 2, 3, 1]], v => v[0].ConvTranspose(v[1], new(1, 2, 2), groups: 3)),
        new("conv 3x3 by Winograd", [[1, 6, 7, 16], [3, 3, 16, 17]], v => v[0].Conv(v[1], padding: new(0, 1, 1))),
        new("conv 3x3x3 by Winograd", [[1, 3, 5, 5, 16], [3, 3, 3, 16, 16]], v => v[0].Conv(v[1], padding: Triple.All(1))),
        new("conv 1x1", [[2, 3, 4, 5], [1, 1, 5, 2]], v => v[0].Conv(v[1])),
        new("conv 3x3x3 same", [[1, 3, 4, 5, 2], [3, 3, 3, 2, 2]], v => v[0].Conv(v[1], padding: Triple.All(1))),
        new("conv 3x3x3 stride 1x2x2", [[1, 3, 5, 4, 2], [3, 3, 3, 2, 2]], v => v[0].Conv(v[1], stride: new(1, 2, 2), padding: Triple.All(1))),
        new("conv of a concatenation", [[1, 5, 5, 2], [1, 5, 5, 3], [3, 3, 5, 2]], v => v[0].Concat(v[1]).Conv(v[2])),
        new("conv of a cropped skip and an up-convolution", [[1, 8, 8, 2], [1, 3, 3, 4], [2, 2, 4, 2], [3, 3, 4, 2]],
            v => v[0].CropCentre([1, 6, 6, 2]).Concat(v[1].ConvTranspose(v[2], new(1, 2, 2))).Conv(v[3])),
        new("up-convolution 2x2", [[2, 3, 4, 3], [2, 2, 3, 2]], v => v[0].ConvTranspose(v[1], stride: new(1, 2, 2))),
        new("up-convolution 3x3 stride 2", [[1, 3, 4, 2], [3, 3, 2, 3]], v => v[0].ConvTranspose(v[1], new(1, 2, 2), new(0, 1, 1), new(0, 1, 1))),
        new("up-convolution 2x2x2", [[1, 2, 3, 2, 3], [2, 2, 2, 3, 2]], v => v[0].ConvTranspose(v[1], Triple.All(2))),
        new("up-convolution 1x2x2", [[1, 2, 3, 2, 3], [1, 2, 2, 3, 2]], v => v[0].ConvTranspose(v[1], new(1, 2, 2))),
    ];
}

internal static class ViewCases
{
    public static IEnumerable<GradientCase> All =>
    [
        new("slice of channels", [[2, 3, 4, 5]], v => v[0].Slice(axis: -1, start: 1, extent: 3)),
        new("slice of rows", [[2, 5, 4, 3]], v => v[0].Slice(axis: 1, start: 2, extent: 2)),
        new("centre crop, also read whole", [[1, 7, 8, 2]], v => v[0].CropCentre([1, 4, 4, 2]).Reshape([1, 32]).Concat(v[0].Reshape([1, 112]))),
        new("concatenation", [[1, 2, 3, 2], [1, 2, 3, 4]], v => v[0].Concat(v[1])),
        new("reshape", [[2, 3, 4, 5]], v => v[0].Reshape([6, 20])),
    ];
}
