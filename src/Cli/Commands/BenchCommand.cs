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
        var mode = new Option<string>("--mode") { Description = "What to time.", DefaultValueFactory = _ => "both" };
        mode.AcceptOnlyFromAmong("inference", "training", "both");
        var layers = new Option<bool>("--layers") { Description = "Also the time of each kernel call that takes more than a thousandth of the whole, and how far more threads could go." };
        var paced = new Option<bool>("--paced") { Description = "Wait for a line on standard input before each run and print its time at once: for programs that are timed in turn." };
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
            network, model, options, input, mode, runs, paced, layers, threads, json,
        };
        command.SetAction((parsed, cancel) =>
        {
            if (parsed.GetValue(paced) && parsed.GetValue(mode) == "both") throw new UsageException("--paced: times one thing: give --mode inference or --mode training.");
            var before = Process.GetCurrentProcess().PeakWorkingSet64;
            var subject = SharedOptions.Model(parsed.GetValue(model) ?? parsed.GetRequiredValue(network), parsed.GetValue(options) ?? []);
            var bench = new Bench(subject, SharedOptions.Extents(parsed.GetValue(input), subject.Network), parsed.GetValue(threads), parsed.GetValue(runs), parsed.GetValue(paced), parsed.GetValue(layers), cancel);
            bench.Time(parsed.GetRequiredValue(mode), before);
            bench.Print(parsed.GetValue(json));
            return Task.CompletedTask;
        });
        return command;
    }

    private sealed class Bench(Model model, Shape input, int threads, int runs, bool paced, bool layers, CancellationToken cancel)
    {
        private readonly PlanOptions _options = SharedOptions.Plan(threads);
        private double _peak;
        private long _resident;
        private Measured? _inference, _training;

        public void Time(string mode, long before)
        {
            _peak = PeakSpeed.Measure(_options.Team);
            if (mode != "training") _inference = Inference();
            if (mode != "inference") _training = Training();
            _resident = Process.GetCurrentProcess().PeakWorkingSet64 - before;
        }

        public void Print(bool json)
        {
            if (json)
            {
                Printing.Json(new JsonObject
                {
                    ["threads"] = threads,
                    ["peakGflops"] = _peak / 1e9,
                    ["inferenceMs"] = _inference?.Milliseconds,
                    ["trainingStepMs"] = _training?.Milliseconds,
                    ["inferenceGflops"] = _inference?.Gflops,
                    ["trainingGflops"] = _training?.Gflops,
                    ["inferenceBytes"] = _inference?.Bytes,
                    ["trainingBytes"] = _training?.Bytes,
                    ["residentBytes"] = _resident,
                });
                return;
            }

            Console.Out.WriteLine($"{threads} threads, {_options.Width}; peak {_peak / 1e9:0} GFLOP/s");
            Row("inference", _inference);
            Row("training step", _training);
            Console.Out.WriteLine($"resident {Printing.Bytes(_resident)} above the process at its start");
        }

        private void Row(string name, Measured? measured)
        {
            if (measured is null) return;
            Console.Out.WriteLine($"{name}: {measured.Milliseconds:0.0} ms, {measured.Gflops:0} GFLOP/s ({measured.Gflops * 1e9 / _peak:P0} of peak), {Printing.Bytes(measured.Bytes)}");
            if (!layers) return;
            var (rest, calls) = (0.0, 0);
            // The bands of a layer, and what is computed again, count together.
            foreach (var call in measured.Steps.Zip(measured.StepMilliseconds, (step, time) => (Step: step, Time: time)).GroupBy(call => (call.Step.Layer, call.Step.Operation, call.Step.Kernel)))
            {
                var (milliseconds, first) = (call.Sum(one => one.Time), call.First().Step);
                if (milliseconds < measured.Milliseconds / 1000)
                {
                    (rest, calls) = (rest + milliseconds, calls + call.Count());
                    continue;
                }

                var times = call.Count() == 1 ? "" : $" {call.Count()} times";
                Console.Out.WriteLine($"  {milliseconds,9:0.000} ms {call.Sum(one => one.Step.Flops) / milliseconds / 1e6,7:0} GFLOP/s  {first.Layer,-10} {first.Operation,-20} {first.Shape,-24} {first.Kernel} in {Scaling.Pieces(first.Loops)}{times}");
            }

            Console.Out.WriteLine($"  {rest,9:0.000} ms in {calls} small calls");
            Console.Out.WriteLine($"  threads: {Scaling.Text(measured.Loops)}");
        }

        private Measured Inference()
        {
            var graph = new Graph();
            var x = CommandLine.FromWords(() => graph.Input("image", input));
            var logits = CommandLine.FromWords(() => model.Network.Build(graph, x));
            var plan = Plan.Compile(graph, model.Weights, [logits], options: _options);
            Fill(plan[x].Span);
            return Measure(plan, plan.Run, plan.Figures.ProcessBytes);
        }

        private Measured Training()
        {
            var training = TrainingPlan.Create(model.Network, model.Weights, input, _options);
            Fill(training.Image.Span);
            training.Labels.Span.Clear();
            return Measure(training.Plan, token => training.Step(learningRate: 1e-6f, token), training.TotalBytes);
        }

        private Measured Measure(Plan plan, Action<CancellationToken> run, long bytes)
        {
            // The first runs compile the kernels and touch the memory.
            run(cancel);
            run(cancel);
            var times = (paced ? InTurn(run) : Enumerable.Range(0, runs).Select(_ => TimeOf(run))).ToArray();
            if (times.Length == 0) throw new UsageException("--paced: no line came on standard input, so nothing was timed.");
            var ticks = new long[layers ? runs : 0][];
            for (var at = 0; at < ticks.Length; at++)
            {
                cancel.ThrowIfCancellationRequested();
                plan.RunTimed(ticks[at] = new long[plan.Steps.Length]);
            }

            var steps = Enumerable.Range(0, layers ? plan.Steps.Length : 0).Select(step => Median([.. ticks.Select(run => run[step] * 1e3 / Stopwatch.Frequency)]));
            var median = Median(times);
            return new(median, plan.Figures.Flops / median / 1e6, bytes, plan.Steps, [.. steps], layers ? Scaling.Log(_options.Team, () => run(cancel)) : []);
        }

        // As many runs as lines come, each beside the machine's peak at that moment.
        private IEnumerable<double> InTurn(Action<CancellationToken> run)
        {
            Console.Out.WriteLine("ready");
            while (Console.In.ReadLine() is not null)
            {
                var milliseconds = TimeOf(run);
                Console.Out.WriteLine(new JsonObject { ["ms"] = milliseconds, ["peakGflops"] = PeakSpeed.Measure(_options.Team) / 1e9 }.ToJsonString());
                yield return milliseconds;
            }
        }

        private double TimeOf(Action<CancellationToken> run)
        {
            var start = Stopwatch.GetTimestamp();
            run(cancel);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        private static double Median(double[] numbers)
        {
            Array.Sort(numbers);
            return (numbers[numbers.Length / 2] + numbers[(numbers.Length - 1) / 2]) / 2;
        }

        private static void Fill(Span<float> values)
        {
            for (var at = 0; at < values.Length; at++)
            {
                values[at] = Philox.Uniform(Philox.Words(1, (UInt128)at).A);
            }
        }
    }

    private sealed record Measured(double Milliseconds, double Gflops, long Bytes, IReadOnlyList<PlanStep> Steps, double[] StepMilliseconds, IReadOnlyCollection<Loop> Loops);
}
