using System.Text.Json;
using UNetSharp.Goldens;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

/// <summary>Pooling, resizing and normalisation mean what PyTorch means.</summary>
public class SpatialGoldenTests
{
    public static TheoryData<string> Pools => [.. Names("max_pool", "avg_pool", "adaptive_avg_pool")];

    public static TheoryData<string> Resizes => [.. Names("upsample_")];

    public static TheoryData<string> Norms => [.. Names("batch_norm", "instance_norm", "group_norm", "layer_norm").Where(name => !name.EndsWith("_eval", StringComparison.Ordinal))];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Pools))]
    public void Pooling(string name)
    {
        var golden = Golden.Open(name);
        var p = golden.Params;
        var check = new GoldenCheck(golden);
        var x = check.Followed("x");
        if (name.StartsWith("adaptive", StringComparison.Ordinal))
        {
            check.Compare(x.AdaptiveAvgPool(Triple(p, "output_size", 1)));
            return;
        }

        var (kernel, stride, padding) = (Triple(p, "kernel_size", 1), Triple(p, "stride", 1), Triple(p, "padding", 0));
        var ceil = p.TryGetProperty("ceil_mode", out var mode) && mode.GetBoolean();
        check.Compare(name.StartsWith("max", StringComparison.Ordinal) ? x.MaxPool(kernel, stride, padding, ceil)
            : x.AvgPool(kernel, stride, padding, !p.TryGetProperty("count_include_pad", out var count) || count.GetBoolean(), ceil));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Resizes))]
    public void Resizing(string name)
    {
        var golden = Golden.Open(name);
        var p = golden.Params;
        var check = new GoldenCheck(golden);
        var x = check.Followed("x");
        var mode = name.StartsWith("upsample_nearest", StringComparison.Ordinal) ? ResizeMode.Nearest : ResizeMode.Linear;
        var aligned = p.GetProperty("align_corners").ValueKind == JsonValueKind.True;
        check.Compare(p.GetProperty("size").ValueKind == JsonValueKind.Null ? x.Upsample(p.GetProperty("scale_factor").GetDouble(), mode, aligned) : x.Resize(Triple(p, "size", 1), mode, aligned));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Norms))]
    public void Normalisation(string name)
    {
        var golden = Golden.Open(name);
        var p = golden.Params;
        var epsilon = p.GetProperty("eps").GetSingle();
        var check = new GoldenCheck(golden, channelsFirst: !name.StartsWith("layer", StringComparison.Ordinal));
        var x = check.Followed("x");
        var (gamma, beta) = golden.Has("weight") ? (check.Followed("weight"), check.Followed("bias")) : (null, null);
        check.Compare(name.Split('_')[0] switch
        {
            "batch" => x.BatchNorm(gamma, beta, epsilon),
            "instance" => x.InstanceNorm(gamma, beta, epsilon),
            "group" => x.GroupNorm(p.GetProperty("groups").GetInt32(), gamma, beta, epsilon),
            _ => x.LayerNorm(gamma, beta, p.GetProperty("normalized_shape").GetArrayLength(), epsilon),
        });
    }

    [Theory]
    [InlineData("batch_norm_2d_train")]
    [InlineData("batch_norm_2d_simdtail_train")]
    [InlineData("batch_norm_3d_train")]
    public void Running_statistics_take_the_mean_and_the_unbiased_variance_of_the_moments(string name)
    {
        var golden = Golden.Open(name);
        var (graph, x) = (new Graph(), golden["x"].ChannelsLast());
        var (input, channels) = (graph.Input("x", Shape.Of(x.Shape.AsSpan())), x.Shape[^1]);
        var moments = input.Moments(channels, perSample: false);
        var plan = Plan.Compile(graph, Weights.For(graph), [moments]);
        x.Values.CopyTo(plan[input].Span);
        plan.Run(TestContext.Current.CancellationToken);

        var (momentum, count) = (golden.Params.GetProperty("momentum").GetSingle(), (float)x.Values.Length / channels);
        var (means, variances) = (plan[moments].Span[..channels].ToArray(), plan[moments].Span[channels..].ToArray());
        GoldenAssert.Close([.. means.Select((mean, c) => ((1 - momentum) * golden["running_mean"].Values[c]) + (momentum * mean))], golden["running_mean_after"].Values);
        GoldenAssert.Close([.. variances.Select((variance, c) => ((1 - momentum) * golden["running_var"].Values[c]) + (momentum * variance * count / (count - 1)))], golden["running_var_after"].Values);
    }

    private static IEnumerable<string> Names(params string[] prefixes) => prefixes.SelectMany(Golden.NamesStartingWith);

    // A number for all axes, or one for each.
    private static Triple Triple(JsonElement p, string name, int depth)
    {
        var value = p.GetProperty(name);
        int[] numbers = value.ValueKind == JsonValueKind.Number ? [value.GetInt32(), value.GetInt32(), value.GetInt32()] : [.. value.EnumerateArray().Select(number => number.GetInt32())];
        return numbers.Length == 3 ? new(numbers[0], numbers[1], numbers[2]) : new(depth, numbers[0], numbers[1]);
    }
}
