namespace UNetSharp.Graphs;

/// <summary>Takes memory out of a training plan: values that would wait long in memory are dropped and computed again where they are needed next.</summary>
/// <remarks>
/// Always as far as it costs next to nothing: normalised values, activations and the first layers make up to half of the memory and a hundredth of the arithmetic. Further only to come under a limit.
/// <para>One value at a time, until the plan fits: of those that lie idle while memory is fullest, the one that saves most bytes for each operation repeated.
/// What it is computed from must lie there at the later moment, or is repeated too. The numbers are the same: every kernel is deterministic, dropout draws its mask from a counter.
/// Chen, Xu, Zhang, Guestrin, "Training deep nets with sublinear memory cost", 2016, https://arxiv.org/abs/1604.06174.</para>
/// </remarks>
internal static class Recompute
{
    // The least part of the memory that is worth a pass over a value's inputs.
    private const int Worthwhile = 1000;

    // The share of a step's work that may be repeated unasked.
    private const double CheapShare = 0.01;

    /// <summary>Rewrites a program until nothing more can be saved by repeating a hundredth of its work.</summary>
    /// <param name="program">A training program.</param>
    /// <param name="arena">The arena's length for a program.</param>
    public static Program Cheaply(Program program, Func<Program, long> arena) => Apply(program, 0, CheapShare * program.Values.Sum(Lifetimes.Work), arena);

    /// <summary>Rewrites a program until its arena fits, or until nothing more can be saved.</summary>
    /// <param name="program">A training program.</param>
    /// <param name="limit">Floats that the arena may have.</param>
    /// <param name="arena">The arena's length for a program.</param>
    public static Program Within(Program program, long limit, Func<Program, long> arena) => Apply(program, limit, double.PositiveInfinity, arena);

    // With every value repeated less lies in memory at the fullest step, or at one of those that are as full. The arena, which also has gaps, shrinks now and then only with the next value.
    private static Program Apply(Program program, long limit, double budget, Func<Program, long> arena)
    {
        var (best, bestLength) = (program, arena(program));
        var steps = new Lifetimes(program);
        var refused = new HashSet<(string, Operation, int)>();
        while (bestLength > limit && steps.Candidate(refused, budget) is { } candidate)
        {
            var next = new Lifetimes(Repeat(steps.Program, candidate));
            if ((next.Most, next.Overall).CompareTo((steps.Most, steps.Overall)) >= 0)
            {
                refused.Add(Key(candidate.Value, candidate.Until));
                continue;
            }

            refused.Clear();
            steps = next;
            budget -= candidate.Work;
            var length = arena(steps.Program);
            (best, bestLength) = length < bestLength ? (steps.Program, length) : (best, bestLength);
        }

        return best;
    }

    private static (string, Operation, int) Key(Value value, int until) => (value.Layer, value.Operation, until);

    // The value, and what of its ancestry no longer lies in memory, once more in front of the step that reads it next.
    private static Program Repeat(Program program, Candidate candidate)
    {
        var rewrite = new Rewrite(program);
        var again = new Dictionary<Value, Value>();
        var before = new HashSet<Value>();
        for (var step = 0; step < program.Values.Length; step++)
        {
            var value = program.Values[step];
            if (step == candidate.Until)
            {
                before = [.. program.Values.Take(step)];
                foreach (var repeated in candidate.Chain)
                {
                    again[repeated] = rewrite.Add(repeated.Layer, repeated.Operation, [.. repeated.Inputs.Select(Current)]);
                }
            }

            rewrite.Replace(value, rewrite.Add(value.Layer, value.Operation, [.. value.Inputs.Select(Current)]));
        }

        return rewrite.Finish();

        // A view of what was repeated is drawn anew, or the old value would stay for its sake.
        Value Current(Value input)
        {
            if (!again.ContainsKey(input) && input.Operation is ViewOperation && before.Contains(input) && input.Inputs.Any(source => Current(source) != rewrite[source]))
            {
                again[input] = rewrite.Add(input.Layer, input.Operation, [.. input.Inputs.Select(Current)]);
            }

            return again.GetValueOrDefault(input) ?? rewrite[input];
        }
    }

    /// <summary>A value to drop until a step, and what must be computed again there, in order.</summary>
    private sealed record Candidate(Value Value, int Until, List<Value> Chain, double Work);

    /// <summary>When each value of a program lies in memory, views counted as what they are views of.</summary>
    private sealed class Lifetimes
    {
        private readonly Dictionary<Value, int> _born = [];
        private readonly Dictionary<Value, List<int>> _reads = [];
        private readonly HashSet<Value> _results;
        private readonly int _fullest;

        public Lifetimes(Program program)
        {
            Program = program;
            _results = [.. program.Results.Select(result => result.Value)];
            for (var step = 0; step < program.Values.Length; step++)
            {
                var value = program.Values[step];
                _born[value] = step;
                _reads[value] = [];
                foreach (var source in value.Operation is ViewOperation ? [] : value.Inputs.SelectMany(Sources).Distinct())
                {
                    _reads[source].Add(step);
                }
            }

            (_fullest, Most, Overall) = Fullest();
        }

        public Program Program { get; }

        /// <summary>Floats in memory when it is fullest.</summary>
        public long Most { get; }

        /// <summary>Floats in memory, summed over all steps.</summary>
        public long Overall { get; }

        /// <summary>Arithmetic, or the time that the bytes take: about ten operations for each float moved.</summary>
        public static double Work(Value value) => value.Operation is Leaf or ViewOperation ? 0
            : value.Operation.Flops([.. value.Inputs.Select(input => input.Shape)], value.Shape) + (10.0 * value.Shape.Elements);

        public Candidate? Candidate(HashSet<(string, Operation, int)> refused, double budget)
        {
            return (from value in Program.Values
                    where _born[value] < _fullest && value.Shape.Elements > Most / Worthwhile && value.Operation is not (Leaf or ViewOperation) && !_results.Contains(value)
                    let next = _reads[value].FirstOrDefault(step => step > _fullest)
                    where next > 0 && !_reads[value].Contains(_fullest) && !refused.Contains(Key(value, next))
                    let chain = Chain(value, next)
                    where chain is not null
                    let work = chain.Sum(Work)
                    where work <= budget
                    orderby value.Shape.Elements / (1.0 + work) descending, next descending
                    select new Candidate(value, next, chain, work)).FirstOrDefault();
        }

        // The step at which most floats lie in memory. A result that takes the place of an input adds nothing.
        private (int Step, long Most, long Overall) Fullest()
        {
            var live = new long[Program.Values.Length + 2];
            foreach (var value in Program.Values.Where(value => value.Operation is not (Leaf or ViewOperation)))
            {
                var born = _born[value];
                var over = value.Operation.MayOverwrite is >= 0 and var input && Sources(value.Inputs[input]).All(source => source.Shape.Elements == value.Shape.Elements && Dies(source) == born);
                live[over ? born + 1 : born] += value.Shape.Elements;
                live[Math.Max(Dies(value), born) + 1] -= value.Shape.Elements;
            }

            var (sum, overall, most, at) = (0L, 0L, -1L, 0);
            for (var step = 0; step < Program.Values.Length; step++)
            {
                sum += live[step];
                overall += sum;
                (most, at) = sum > most ? (sum, step) : (most, at);
            }

            return (at, most, overall);
        }

        private int Dies(Value value) => _results.Contains(value) ? Program.Values.Length : _reads[value].Count > 0 ? _reads[value][^1] : _born[value];

        // What must be computed again to have a value at a step: itself and, first, those of its sources that are gone by then.
        private List<Value>? Chain(Value value, int step)
        {
            var chain = new List<Value>();
            return Visit(value, force: true) ? chain : null;

            bool Visit(Value visited, bool force)
            {
                if (chain.Contains(visited) || (!force && (visited.Operation is Leaf || (visited.Operation is not ViewOperation && Dies(visited) >= step))))
                {
                    return true;
                }

                // A long chain would repeat half the network for one value.
                if (chain.Count > 8 || !visited.Inputs.All(input => Visit(input, force: false)))
                {
                    return false;
                }

                chain.Add(visited);
                return true;
            }
        }

        private static IEnumerable<Value> Sources(Value value) => value.Operation is ViewOperation ? value.Inputs.SelectMany(Sources) : [value];
    }
}
