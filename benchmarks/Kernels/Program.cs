using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using UNetSharp.Kernels.Benchmarks;

// dotnet run -c Release --project benchmarks/Kernels -- --filter '*Peak*' '*Microkernel*' '*Winograd*'
// In one process, so that nothing is restored or built anew; the least time is what counts on a machine that others use too.
var config = DefaultConfig.Instance
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(9))
    .AddColumn(StatisticColumn.Min, new FlopRateColumn())
    .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(40))
    .HideColumns("Error", "StdDev", "Median", "Job", "Toolchain", "IterationCount", "WarmupCount");
BenchmarkSwitcher.FromAssembly(typeof(FlopRateColumn).Assembly).Run(args, config);
