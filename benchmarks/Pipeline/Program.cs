using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using UNetSharp.Pipeline.Benchmarks;

// dotnet run -c Release --project benchmarks/Pipeline -- --filter '*'
var config = DefaultConfig.Instance
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(7))
    .AddColumn(StatisticColumn.Min)
    .HideColumns("Error", "StdDev", "Job", "Toolchain", "IterationCount", "WarmupCount");
BenchmarkSwitcher.FromAssembly(typeof(Patches).Assembly).Run(args, config);
