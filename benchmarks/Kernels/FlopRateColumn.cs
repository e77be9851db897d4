using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace UNetSharp.Kernels.Benchmarks;

/// <summary>A benchmark that knows its arithmetic.</summary>
public interface ICountsFlops
{
    /// <summary>Floating-point operations of one call, counted as the plain sums (a multiplication and an addition are two).</summary>
    double Flops { get; }
}

/// <summary>GFLOP/s of the fastest iteration.</summary>
public sealed class FlopRateColumn : IColumn
{
    public string Id => nameof(FlopRateColumn);

    public string ColumnName => "GFLOP/s";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Arithmetic of the plain sums over the least time";

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        if (Activator.CreateInstance(benchmarkCase.Descriptor.Type) is not ICountsFlops benchmark) return "-";
        benchmarkCase.Parameters.Items.ToList().ForEach(item => benchmarkCase.Descriptor.Type.GetProperty(item.Name)!.SetValue(benchmark, item.Value));
        return summary[benchmarkCase]?.ResultStatistics is { } times
            ? (benchmark.Flops / times.Min).ToString("F1", CultureInfo.InvariantCulture)
            : "-";
    }
}
