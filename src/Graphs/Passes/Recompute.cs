namespace UNetSharp.Graphs;

/// <summary>Brings a training plan under a memory limit: values that would wait long in memory are dropped and computed again where they are needed next.</summary>
/// <remarks>
/// One value at a time, until the plan fits: of those that lie idle while memory is fullest, the one that saves most bytes for each operation repeated.
/// What it is computed from must lie there at the later moment, or is repeated too. The numbers are the same: every kernel is deterministic, dropout draws its mask from a counter.
/// Chen, Xu, Zhang, Guestrin, "Training deep nets with sublinear memory cost", 2016, https://arxiv.org/abs/1604.06174.
/// </remarks>
internal static class Recompute
{
    /// <summary>Rewrites a program until its arena fits, or until nothing more can be saved.</summary>
    /// <param name="program">A training program.</param>
    /// <param name="limit">Floats that the arena may have.</param>
    /// <param name="arena">The arena's length for a program.</param>
    public static Program Apply(Program program, long limit, Func<Program, long> arena)
    {
        var best = program;
        var bestLength = arena(program);
        var refused = new HashSet<(string, Operation, int)>();
        while (bestLength > limit)
        {
            var steps = new Lifetimes(best);
            if (steps.Candidate(refused) is not { } candidate)
            {
                break;
            }

            var next = Repeat(best, candidate);
            var length = arena(next);
            if (length < bestLength)
            {
                (best, bestLength) = (next, length);
            }
            else
            {
                refused.Add(Key(candidate.Value, candidate.Until));
            }
        }

        return best;
    }

    private static (string, Operation, int) Key(Value value, int until) => (value.Layer, value.Operation, until);

    // The value, and what of its ancestry no longer lies in memory, once more in front of the step that reads it next.
    private static Program Repeat(Program program, Candidate candidate)
    {
        var rewrite = new Rewrite(program);
        var again = new Dictionary<Value, Value>();
        for (var step = 0; step < program.Values.Length; step++)
        {
            var value = program.Values[step];
            if (step == candidate.Until)
            {
                foreach (var repeated in candidate.Chain)
                {
                    again[repeated] = rewrite.Add(repeated.Layer, repeated.Operation, [.. repeated.Inputs.Select(Current)]);
                }
            }

            rewrite.Replace(value, rewrite.Add(value.Layer, value.Operation, [.. value.Inputs.Select(Current)]));
        }

        return rewrite.Finish();

        Value Current(Value input) => again.GetValueOrDefault(input) ?? rewrite[input];
    }

    /// <summary>A value to drop until a step, and what must be computed again there, in order.</summary>
    private sealed record Candidate(Value Value, int Until, List<Value> Chain);

    /// <summary>When each value of a program lies in memory, views counted as what they are views of.</summary>
    private sealed class Lifetimes
    {
        private readonly Program _program;
        private readonly Dictionary<Value, int> _born = [];
        private readonly Dictionary<Value, List<int>> _reads = [];
        private readonly HashSet<Value> _results;

        public Lifetimes(Program program)
        {
            _program = program;
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
        }

        public Candidate? Candidate(HashSet<(string, Operation, int)> refused)
        {
            var fullest = Fullest();
            return (from value in _program.Values
                    where _born[value] < fullest && value.Operation is not (Leaf or ViewOperation) && !_results.Contains(value)
                    let next = _reads[value].FirstOrDefault(step => step > fullest)
                    where next > 0 && !_reads[value].Contains(fullest) && !refused.Contains(Key(value, next))
                    let chain = Chain(value, next)
                    where chain is not null
                    orderby value.Shape.Elements / (1.0 + chain.Sum(Work)) descending, next descending
                    select new Candidate(value, next, chain)).FirstOrDefault();
        }

        // The step at which most floats lie in memory.
        private int Fullest()
        {
            var live = new long[_program.Values.Length + 1];
            foreach (var value in _program.Values.Where(value => value.Operation is not (Leaf or ViewOperation)))
            {
                live[_born[value]] += value.Shape.Elements;
                live[Dies(value) + 1 < live.Length ? Dies(value) + 1 : live.Length - 1] -= value.Shape.Elements;
            }

            var (sum, most, at) = (0L, -1L, 0);
            for (var step = 0; step < _program.Values.Length; step++)
            {
                sum += live[step];
                (most, at) = sum > most ? (sum, step) : (most, at);
            }

            return at;
        }

        private int Dies(Value value) => _results.Contains(value) ? _program.Values.Length : _reads[value].Count > 0 ? _reads[value][^1] : _born[value];

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

        // Arithmetic, or the time that the bytes take: about ten operations for each float moved.
        private static double Work(Value value) => value.Operation.Flops([.. value.Inputs.Select(input => input.Shape)], value.Shape) + (10.0 * value.Shape.Elements);

        private static IEnumerable<Value> Sources(Value value) => value.Operation is ViewOperation ? value.Inputs.SelectMany(Sources) : [value];
    }
}
