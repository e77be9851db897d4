using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using UNetSharp.Graphs;
using UNetSharp.Kernels;
using UNetSharp.ModelFiles;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary><c>unet bench</c>: median times of a pass and of a training step, as shares of what this machine can do.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var network = new Option<string>("--network") { Description = "A network of the catalogue.", DefaultValueFactory = _ => "unet" };
        var model = new Option<string?>("--model") { Description = "A model file instead." };
        var runs = new Option<int>("--runs") { Description = "Runs to take the median of.", DefaultValueFactory = _ => 5 };
        var layers = new Option<bool>("--layers") { Description = "Also the time of each kernel call." };
        runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
            {
                result.AddError("--runs: expected a whole number from 1 to 10000.");
            }
        });
        var (options, input, threads, json) = (SharedOptions.NetworkOption(), SharedOptions.Input(), SharedOptions.Threads(), SharedOptions.Json());
        var command = new Command("bench", "Times inference and a training step.\n\nExample: unet bench --network unet --option width=32 --input 1x572x572x1 --runs 5")
        {
            network, model, options, input, runs, layers, threads, json,
        };
        command.SetAction((parsed, cancel) =>
        {
            var subject = SharedOptions.Model(parsed.GetValue(model) ?? parsed.GetRequiredValue(network), parsed.GetValue(options) ?? []);
            var bench = new Bench(subject, SharedOptions.Extents(parsed.GetValue(input), subject.Network), parsed.GetValue(threads), parsed.GetValue(runs), cancel);
            bench.Print(parsed.GetValue(json), parsed.GetValue(layers));
            return Task.CompletedTask;
        });
        return command;
    }

    private sealed class Bench
    {
        private readonly PlanOptions _options;
        private readonly int _threads;
        private readonly double _peak;
        private readonly Measured _inference, _training;
        private readonly long _resident;

        public Bench(Model model, Shape input, int threads, int runs, CancellationToken cancel)
        {
            var before = Process.GetCurrentProcess().PeakWorkingSet64;
            (_options, _threads) = (SharedOptions.Plan(threads), threads);
            _peak = PeakSpeed.Measure(_options.Team);
            _inference = Inference(model, input, runs, cancel);
            _training = Training(model, input, runs, cancel);
            _resident = Process.GetCurrentProcess().PeakWorkingSet64 - before;
        }

        public void Print(bool json, bool layers)
        {
            if (json)
            {
                Printing.Json(new JsonObject
                {
                    ["threads"] = _threads,
                    ["peakGflops"] = _peak / 1e9,
                    ["inferenceMs"] = _inference.Milliseconds,
                    ["trainingStepMs"] = _training.Milliseconds,
                    ["inferenceGflops"] = _inference.Gflops,
                    ["trainingGflops"] = _training.Gflops,
                    ["inferenceBytes"] = _inference.Bytes,
                    ["trainingBytes"] = _training.Bytes,
                    ["residentBytes"] = _resident,
                });
                return;
            }

            Console.Out.WriteLine($"{_threads} threads, {_options.Width}; peak {_peak / 1e9:0} GFLOP/s");
            Row("inference", _inference, layers);
            Row("training step", _training, layers);
            Console.Out.WriteLine($"resident {Printing.Bytes(_resident)} above the process at its start");
        }

        private void Row(string name, Measured measured, bool layers)
        {
            Console.Out.WriteLine($"{name}: {measured.Milliseconds:0.0} ms, {measured.Gflops:0} GFLOP/s ({measured.Gflops * 1e9 / _peak:P0} of peak), {Printing.Bytes(measured.Bytes)}");
            for (var step = 0; layers && step < measured.Steps.Count; step++)
            {
                var (call, ticks) = (measured.Steps[step], measured.Ticks[step]);
                var seconds = (double)ticks / Stopwatch.Frequency;
                Console.Out.WriteLine($"  {seconds * 1e3,9:0.000} ms {call.Flops / seconds / 1e9,7:0} GFLOP/s  {call.Layer,-10} {call.Operation,-20} {call.Shape,-24} {call.Kernel}");
            }
        }

        private Measured Inference(Model model, Shape input, int runs, CancellationToken cancel)
        {
            var graph = new Graph();
            var x = CommandLine.FromWords(() => graph.Input("image", input));
            var logits = CommandLine.FromWords(() => model.Network.Build(graph, x));
            var plan = Plan.Compile(graph, model.Weights, [logits], options: _options);
            Fill(plan[x].Span);
            return Measure(plan, runs, plan.Run, plan.Figures.Bytes, cancel);
        }

        private Measured Training(Model model, Shape input, int runs, CancellationToken cancel)
        {
            var training = TrainingPlan.Create(model.Network, model.Weights, input, _options);
            Fill(training.Image.Span);
            training.Labels.Span.Clear();
            return Measure(training.Plan, runs, token => training.Step(learningRate: 1e-6f, token), training.TotalBytes, cancel);
        }

        private static Measured Measure(Plan plan, int runs, Action<CancellationToken> run, long bytes, CancellationToken cancel)
        {
            // The first runs compile the kernels and touch the memory.
            run(cancel);
            run(cancel);
            var times = new double[runs];
            for (var at = 0; at < runs; at++)
            {
                var start = Stopwatch.GetTimestamp();
                run(cancel);
                times[at] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            Array.Sort(times);
            var ticks = new long[plan.Steps.Length];
            plan.RunTimed(ticks);
            var median = runs % 2 == 1 ? times[runs / 2] : (times[(runs / 2) - 1] + times[runs / 2]) / 2;
            return new(median, plan.Figures.Flops / median / 1e6, bytes, plan.Steps, ticks);
        }

        private static void Fill(Span<float> values)
        {
            for (var at = 0; at < values.Length; at++)
            {
                values[at] = Philox.Uniform(Philox.Words(1, (UInt128)at).A);
            }
        }
    }

    private sealed record Measured(double Milliseconds, double Gflops, long Bytes, IReadOnlyList<PlanStep> Steps, long[] Ticks);
}
