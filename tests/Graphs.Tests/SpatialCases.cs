using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

internal static class PoolCases
{
    public static IEnumerable<GradientCase> All =>
    [
        new("max pool 2", [[2, 5, 6, 3]], v => v[0].MaxPool(2)),
        new("max pool 2 ceil", [[1, 5, 7, 2]], v => v[0].MaxPool(Triple.All(2), ceil: true)),
        new("max pool 3 every 2 padded", [[1, 6, 7, 2]], v => v[0].MaxPool(Triple.All(3), Triple.All(2), Triple.All(1))),
        new("max pool 2x2x2", [[1, 4, 5, 4, 2]], v => v[0].MaxPool(2)),
        new("max pool 1x2x2", [[1, 2, 4, 4, 2]], v => v[0].MaxPool(new Triple(1, 2, 2))),
        new("max pool of tokens", [[2, 7, 3]], v => v[0].MaxPool(2)),
        new("max pool of a channel slice of a crop", [[1, 8, 8, 5]], v => v[0].CropCentre([1, 6, 4, 5]).Slice(-1, 1, 3).MaxPool(2)),
        new("average pool 2", [[2, 5, 6, 3]], v => v[0].AvgPool(2)),
        new("average pool 3 every 2 counting its padding", [[1, 6, 7, 2]], v => v[0].AvgPool(Triple.All(3), Triple.All(2), Triple.All(1))),
        new("average pool 3 every 2 not counting its padding", [[1, 6, 7, 2]], v => v[0].AvgPool(Triple.All(3), Triple.All(2), Triple.All(1), countPadding: false)),
        new("average pool 2x2x2 ceil", [[1, 3, 5, 4, 2]], v => v[0].AvgPool(Triple.All(2), ceil: true)),
        new("adaptive average pool 3x4", [[1, 7, 10, 2]], v => v[0].AdaptiveAvgPool(new(1, 3, 4))),
        new("adaptive average pool 1", [[2, 3, 5, 2]], v => v[0].AdaptiveAvgPool(Triple.All(1))),
    ];
}

internal static class SamplingCases
{
    public static IEnumerable<GradientCase> All =>
    [
        new("bilinear x2", [[1, 3, 4, 2]], v => v[0].Upsample(2)),
        new("bilinear x2 aligned", [[2, 3, 4, 2]], v => v[0].Upsample(2, alignCorners: true)),
        new("bilinear x1.5", [[1, 5, 4, 2]], v => v[0].Upsample(1.5)),
        new("bilinear down", [[1, 9, 7, 2]], v => v[0].Resize(new(1, 5, 4))),
        new("trilinear", [[1, 2, 3, 3, 2]], v => v[0].Resize(new(4, 5, 3))),
        new("bicubic x2", [[2, 3, 4, 2]], v => v[0].Upsample(2, ResizeMode.Cubic)),
        new("bicubic x1.5 aligned", [[1, 5, 4, 2]], v => v[0].Upsample(1.5, ResizeMode.Cubic, alignCorners: true)),
        new("bicubic down", [[1, 9, 7, 2]], v => v[0].Resize(new(1, 5, 4), ResizeMode.Cubic)),
        new("nearest x2", [[1, 3, 4, 2]], v => v[0].Upsample(2, ResizeMode.Nearest)),
        new("nearest 5x7 to 8x11", [[1, 5, 7, 2]], v => v[0].Resize(new(1, 8, 11), ResizeMode.Nearest)),
        new("nearest x(1, 2, 2)", [[1, 2, 3, 2, 2]], v => v[0].Upsample((1, 2, 2), ResizeMode.Nearest)),
        new("zero padding", [[1, 3, 4, 2]], v => v[0].Pad(new(0, 1, 2), new(0, 0, 3))),
        new("constant padding of a volume", [[1, 2, 3, 2, 2]], v => v[0].Pad(new(1, 0, 2), new(0, 1, 1), number: -2.5f)),
        new("reflected border", [[1, 3, 4, 2]], v => v[0].Pad(new(0, 1, 3), new(0, 2, 2), PadMode.Reflect)),
        new("reflected border of a volume", [[1, 2, 3, 4, 1]], v => v[0].Pad(new(1, 1, 3), new(0, 2, 2), PadMode.Reflect)),
        new("replicated border", [[1, 3, 4, 2]], v => v[0].Pad(new(0, 1, 5), new(0, 2, 2), PadMode.Replicate)),
        new("roll", [[2, 4, 5, 3]], v => v[0].Roll(new Triple(0, -2, 3))),
        new("roll of samples", [[3, 2, 2, 3]], v => v[0].Roll(1, axis: 0)),
        new("roll of channels", [[2, 3, 5]], v => v[0].Roll(-2, axis: ^1)),
    ];
}

internal static class NormaliseCases
{
    public static IEnumerable<GradientCase> All =>
    [
        new("batch norm", [[2, 3, 4, 3], [3], [3]], v => v[0].BatchNorm(v[1], v[2])),
        new("batch norm without parameters", [[3, 2, 4, 2]], v => v[0].BatchNorm()),
        new("batch norm of a volume, gamma only", [[1, 2, 3, 4, 3], [3]], v => v[0].BatchNorm(v[1])),
        new("batch norm of tokens, beta only", [[2, 6, 3], [3]], v => v[0].BatchNorm(null, v[1])),
        new("batch norm of rows", [[9, 4], [4], [4]], v => v[0].BatchNorm(v[1], v[2])),
        new("instance norm", [[2, 3, 5, 3], [3], [3]], v => v[0].InstanceNorm(v[1], v[2])),
        new("instance norm without parameters", [[1, 3, 5, 2]], v => v[0].InstanceNorm()),
        new("group norm", [[2, 2, 3, 6], [6], [6]], v => v[0].GroupNorm(3, v[1], v[2])),
        new("group norm of one group", [[2, 2, 3, 4], [4], [4]], v => v[0].GroupNorm(1, v[1], v[2])),
        new("group norm of a volume", [[1, 2, 2, 3, 4], [4], [4]], v => v[0].GroupNorm(2, v[1], v[2])),
        new("layer norm", [[2, 3, 7], [7], [7]], v => v[0].LayerNorm(v[1], v[2])),
        new("layer norm without parameters", [[5, 8]], v => v[0].LayerNorm()),
        new("layer norm over two axes", [[2, 3, 3, 4], [3, 4], [3, 4]], v => v[0].LayerNorm(v[1], v[2], axes: 2)),
        new("batch norm with ReLU", [[2, 3, 4, 3], [3], [3]], v => v[0].Normalise(v[0].Moments(3, perSample: false), v[1], v[2], negativeSlope: 0)),
        new("group norm with LeakyReLU", [[2, 3, 3, 4], [4], [4]], v => v[0].Normalise(v[0].Moments(2, perSample: true), v[1], v[2], negativeSlope: 0.1f)),
        new("layer norm with ReLU", [[3, 1, 1, 6], [6], [6]], v => v[0].Normalise(v[0].Moments(1, perSample: true), v[1], v[2], negativeSlope: 0)),
        new("instance norm of a crop", [[2, 6, 6, 3]], v => v[0].CropCentre([2, 4, 3, 3]).InstanceNorm()),
    ];
}

internal static class MovementCases
{
    public static IEnumerable<GradientCase> All =>
    [
        new("transpose to channels first", [[2, 3, 4, 5]], v => v[0].Transpose(0, 3, 1, 2)),
        new("part of six axes", [[2, 3, 2, 2, 3, 2]], v => v[0].Slice(1, 1, 1)),
        new("part of an inner one of six axes", [[2, 3, 2, 3, 3, 2]], v => v[0].Slice(3, 1, 2)),
        new("values joined along the second of six axes", [[2, 3, 2, 2, 3, 2], [2, 1, 2, 2, 3, 2]], v => v[0].Join(1, v[1])),
        new("values joined along the fourth of six axes", [[2, 3, 2, 2, 3, 2], [2, 3, 2, 1, 3, 2]], v => v[0].Join(3, v[1])),
        new("transpose of six axes", [[2, 3, 2, 2, 3, 2]], v => v[0].Transpose(0, 1, 3, 2, 4, 5)),
        new("matrix transpose of a crop", [[1, 5, 6, 2]], v => v[0].CropCentre([1, 3, 4, 2]).Transpose(0, 2, 1, 3)),
        new("join of samples", [[2, 3, 2, 2], [1, 3, 2, 2]], v => v[0].Join(0, v[1])),
        new("join of rows", [[1, 3, 2, 2], [1, 2, 2, 2]], v => v[0].Join(1, v[1])),
        new("join of columns of a crop", [[1, 6, 4, 2], [1, 3, 2, 2]], v => v[0].CropCentre([1, 3, 3, 2]).Join(2, v[1])),
        new("join of planes", [[1, 3, 2, 2, 1], [1, 1, 2, 2, 1]], v => v[0].Join(1, v[1])),
        new("join of rows of a matrix", [[3, 2], [4, 2]], v => v[0].Join(0, v[1])),
        new("join of channels", [[1, 3, 2, 2], [1, 3, 2, 1]], v => v[0].Join(-1, v[1])),
    ];
}
