using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.ModelFiles;

/// <summary>Resizing and pixel shuffling of ONNX.</summary>
internal static class SamplingForms
{
    /// <summary>Name and form.</summary>
    public static IEnumerable<(string, OnnxForm)> All => [("Resize", Resize), ("Upsample", Upsample), ("DepthToSpace", DepthToSpace)];

    private static DrawnValue Resize(OnnxCall call)
    {
        var (scales, sizes) = call.Opset >= 11 ? (2, 3) : (1, int.MaxValue);
        if (call.Node.Whole("antialias", 0) != 0 || call.Node.Whole("exclude_outside", 0) != 0) throw call.Refuse("filters or leaves samples out, which is not read");
        if (call.Node.Text("keep_aspect_ratio_policy", "stretch") != "stretch") throw call.Refuse("keeps the aspect ratio, which is not read");
        var axes = call.Node.Wholes("axes");
        var factors = call.Has(scales) && call.Folded(scales).Count > 0 ? call.Folded(scales).Numbers : null;
        var extents = factors is null && call.Has(sizes) ? call.Folded(sizes).Integers : null;
        return Resized(call, axes, factors, extents, call.Opset >= 11 ? call.Node.Text("coordinate_transformation_mode", "half_pixel") : "asymmetric", call.Opset >= 11 ? call.Node.Text("nearest_mode", "round_prefer_floor") : "floor");
    }

    private static DrawnValue Upsample(OnnxCall call) =>
        Resized(call, null, call.Has(1) ? call.Folded(1).Numbers : call.Node.Attributes.GetValueOrDefault("scales") is float[] scales ? Array.ConvertAll(scales, scale => (double)scale) : null, null, "asymmetric", "floor");

    private static DrawnValue Resized(OnnxCall call, long[]? axes, double[]? factors, int[]? extents, string coordinates, string rounding)
    {
        var x = call.Image();
        var (rank, from) = (x.Shape.Rank - 2, x.Shape.Spatial);
        var (perAxis, sizes) = (Completed(factors, 1), Completed(extents?.Select(extent => (double)extent).ToArray(), 0));
        if (perAxis is null == sizes is null) throw call.Refuse("gives neither factors nor extents");
        int[] whole = [x.Shape[0], x.Shape.Channels];
        if ((perAxis is not null && (perAxis[0] != 1 || perAxis[1] != 1)) || (sizes is not null && Enumerable.Range(0, 2).Any(axis => sizes[axis] != 0 && sizes[axis] != whole[axis])))
            throw call.Refuse("resizes samples or channels; spatial axes are read");

        (double D, double H, double W) scale = perAxis is null ? default : rank == 3 ? (perAxis[2], perAxis[3], perAxis[4]) : (1, perAxis[2], perAxis[3]);
        var to = perAxis is not null
            ? new Triple((int)Math.Floor(from.D * scale.D), (int)Math.Floor(from.H * scale.H), (int)Math.Floor(from.W * scale.W))
            : rank == 3 ? new Triple((int)sizes![2], (int)sizes[3], (int)sizes[4]) : new Triple(1, (int)sizes![2], (int)sizes[3]);
        (double D, double H, double W)? steps = perAxis is null ? null : (1 / scale.D, 1 / scale.H, 1 / scale.W);
        var mode = call.Node.Text("mode", "nearest");
        var multiple = to.D % from.D == 0 && to.H % from.H == 0 && to.W % from.W == 0;
        return (mode, coordinates, rounding) switch
        {
            // Position ⌊o / factor⌋: of a whole factor every rounding of (o + ½) / factor − ½ gives the same.
            ("nearest", "asymmetric", "floor") or ("nearest", "tf_half_pixel_for_nn", "floor") when coordinates == "asymmetric" || multiple => Made(ResizeMode.Nearest, aligned: false),
            ("nearest", "half_pixel" or "pytorch_half_pixel" or "half_pixel_symmetric", "round_prefer_floor" or "round_prefer_ceil") when multiple => Made(ResizeMode.Nearest, aligned: false),
            ("linear" or "bilinear" or "trilinear", "align_corners", _) => Made(ResizeMode.Linear, aligned: true),
            ("linear" or "bilinear" or "trilinear", "half_pixel" or "pytorch_half_pixel", _) => Made(ResizeMode.Linear, aligned: false),
            ("cubic", "align_corners", _) when Sharp() => Made(ResizeMode.Cubic, aligned: true),
            ("cubic", "half_pixel" or "pytorch_half_pixel", _) when Sharp() => Made(ResizeMode.Cubic, aligned: false),
            _ => throw call.Refuse($"resizes {from} to {to} by \"{mode}\" with \"{coordinates}\" and \"{rounding}\"; linear and cubic (of −0.75) with \"align_corners\" or \"half_pixel\", and nearest with \"asymmetric\" and \"floor\", are read"),
        };

        // The cubic that is read, and PyTorch's.
        bool Sharp() => call.Node.Number("cubic_coeff_a", -0.75f) == -0.75f;

        DrawnValue Made(ResizeMode resize, bool aligned) =>
            OnnxCall.Made(to == from ? x : x.Graph.Add(x.Layer, new Resize(resize, to, aligned, aligned ? null : steps), x));

        // Since opset 18 a list may be for some axes only.
        double[]? Completed(double[]? list, double otherwise)
        {
            if (list is null) return null;
            var all = Enumerable.Repeat(otherwise, rank + 2).ToArray();
            if (list.Length != (axes?.Length ?? all.Length)) throw call.Refuse($"has {list.Length} factors or extents for {axes?.Length ?? all.Length} axes");
            for (var at = 0; at < list.Length; at++) all[axes is null ? at : call.Axis(axes[at], all.Length)] = list[at];
            return all;
        }
    }

    private static DrawnValue DepthToSpace(OnnxCall call)
    {
        var (x, block) = (call.Image(), (int)Math.Clamp(call.Node.Whole("blocksize", 1), 1, 1 << 10));
        if (x.Shape.Rank != 4 || x.Shape.Channels % (block * block) != 0) throw call.Refuse($"takes apart the channels of {x.Shape} by {block}x{block}");
        var (n, h, w, c) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape.Channels / (block * block));

        // The channels are [block, block, C] ("DCR") or [C, block, block] ("CRD"); both blocks go beside their axes.
        var shuffled = call.Node.Text("mode", "DCR") == "DCR"
            ? x.Reshape([n, h, w, block, block, c]).Transpose(0, 1, 3, 2, 4, 5)
            : x.Reshape([n, h, w, c, block, block]).Transpose(0, 1, 4, 2, 5, 3);
        return OnnxCall.Made(shuffled.Reshape([n, h * block, w * block, c]));
    }
}
