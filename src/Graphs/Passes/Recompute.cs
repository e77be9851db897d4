namespace UNetSharp.Graphs;

/// <summary>Takes memory out of a training plan: values that would wait long in memory are dropped and computed again where they are needed next.</summary>
/// <remarks>
/// Always as far as it costs next to nothing: normalised values, activations and the first layers make up to half of the memory and a fiftieth of the time. Further only to come under a limit.
/// <para>One value at a time, until the plan fits: of those that lie idle while memory is fullest, the one that saves most bytes for each operation repeated.
/// What it is computed from must lie there at the later moment, or is repeated too. The numbers are the same: every kernel is deterministic, dropout draws its mask from a counter.
/// Chen, Xu, Zhang, Guestrin, "Training deep nets with sublinear memory cost", 2016, https://arxiv.org/abs/1604.06174.</para>
/// </remarks>
internal static class Recompute
{
    // The least part of the memory that is worth a pass over a value's inputs.
    private const int Worthwhile = 1000;

    // The share of a step's work that may be repeated unasked.
    private const double CheapShare = 0.02;

    // Each round empties the step that is fullest then; after so many, what is left is what can't be repeated cheaply. As many of the repetitions are then tried without.
    private const int CheapRounds = 12;

    /// <summary>Rewrites a program so that it repeats up to a fiftieth of its work to save memory.</summary>
    /// <param name="program">A training program.</param>
    /// <param name="arena">The arena's length for a program.</param>
    public static Program Cheaply(Program program, Func<Program, long> arena)
    {
        var (best, bestLength) = (program, arena(program));
        var steps = new Lifetimes(program);
        var budget = CheapShare * program.Values.Sum(value => value.Work);
        for (var round = 0; round < CheapRounds; round++)
        {
            var taken = new List<Candidate>();
            foreach (var candidate in steps.Candidates(budget))
            {
                if (candidate.Work <= budget)
                {
                    taken.Add(candidate);
                    budget -= candidate.Work;
                }
            }

            if (taken.Count == 0)
            {
                break;
            }

            // The fullest step may be as full as another one: then the gain shows with the next round.
            steps = new Lifetimes(Repeat(steps.Program, taken));
            var length = arena(steps.Program);
            (best, bestLength) = length < bestLength ? (steps.Program, length) : (best, bestLength);
        }

        return TakeBack(best, bestLength, arena);
    }

    // A round empties one step of all that is cheap. What of it the fullest of all steps in the end could have done without is kept after all, the most work first.
    private static Program TakeBack(Program program, long length, Func<Program, long> arena)
    {
        var refused = 0;
        for (var round = 0; round < CheapRounds && Repeats(program).OrderByDescending(repeat => repeat.Again.Work).Skip(refused).FirstOrDefault() is { Again: not null } repeat; round++)
        {
            var kept = Keep(program, repeat);
            (program, refused) = arena(kept) <= length ? (kept, refused) : (program, refused + 1);
        }

        return program;
    }

    // Values that are the same operation on the same values as one before.
    private static IEnumerable<(Value First, Value Again)> Repeats(Program program)
    {
        var (known, first) = (new Dictionary<(Operation, string), Value>(), new Dictionary<Value, Value>());
        foreach (var value in program.Values)
        {
            var key = (value.Operation, string.Join(',', value.Inputs.Select(input => first[input].Index)));
            first[value] = known.TryGetValue(key, out var before) ? before : known[key] = value;
            if (first[value] != value && value.Operation is not (Leaf or ViewOperation))
            {
                yield return (first[value], value);
            }
        }
    }

    private static Program Keep(Program program, (Value First, Value Again) repeat)
    {
        var rewrite = new Rewrite(program);
        foreach (var value in program.Values)
        {
            _ = value == repeat.Again ? rewrite.Replace(value, rewrite[repeat.First]) : rewrite.Keep(value);
        }

        return rewrite.Finish();
    }

    /// <summary>Rewrites a program until its arena fits, or until nothing more can be saved.</summary>
    /// <param name="program">A training program.</param>
    /// <param name="limit">Floats that the arena may have.</param>
    /// <param name="arena">The arena's length for a program.</param>
    public static Program Within(Program program, long limit, Func<Program, long> arena)
    {
        var (best, bestLength) = (program, arena(program));
        var refused = new HashSet<(string, Operation, int)>();
        var steps = new Lifetimes(best);
        while (bestLength > limit && steps.Candidates(double.PositiveInfinity).FirstOrDefault(candidate => !refused.Contains(Key(candidate.Value, candidate.Until))) is { } candidate)
        {
            var next = Repeat(best, [candidate]);
            var length = arena(next);
            if (length < bestLength)
            {
                (best, bestLength) = (next, length);
                steps = new Lifetimes(best);
            }
            else
            {
                refused.Add(Key(candidate.Value, candidate.Until));
            }
        }

        return best;
    }

    private static (string, Operation, int) Key(Value value, int until) => (value.Layer, value.Operation, until);

    // Each value, and what of its ancestry no longer lies in memory, once more in front of the step that reads it next.
    private static Program Repeat(Program program, IReadOnlyCollection<Candidate> candidates)
    {
        var rewrite = new Rewrite(program);
        var again = new Dictionary<Value, Value>();
        var due = candidates.ToLookup(candidate => candidate.Until);
        for (var step = 0; step < program.Values.Length; step++)
        {
            var value = program.Values[step];
            foreach (var repeated in due[step].SelectMany(candidate => candidate.Chain).Distinct())
            {
                again[repeated] = rewrite.Add(repeated.Layer, repeated.Operation, [.. repeated.Inputs.Select(Current)]);
            }

            rewrite.Replace(value, rewrite.Add(value.Layer, value.Operation, [.. value.Inputs.Select(Current)]));
        }

        return rewrite.Finish();

        // A view of what was repeated is drawn anew, or the old value would stay for its sake.
        Value Current(Value input)
        {
            var drawn = again.GetValueOrDefault(input) ?? rewrite[input];
            if (input.Operation is not ViewOperation)
            {
                return drawn;
            }

            Value[] inputs = [.. input.Inputs.Select(Current)];
            return drawn.Inputs.SequenceEqual(inputs) ? drawn : again[input] = rewrite.Add(input.Layer, input.Operation, inputs);
        }
    }

    /// <summary>A value to drop until a step, and what must be computed again there, in order.</summary>
    private sealed record Candidate(Value Value, int Until, List<Value> Chain, double Work);

    /// <summary>When each value of a program lies in memory, views counted as what they are views of.</summary>
    private sealed class Lifetimes
    {
        private readonly Dictionary<Value, int> _born = [];
        private readonly Dictionary<Value, List<int>> _reads = [];
        private readonly Dictionary<Value, int> _ends;
        private readonly int _fullest;

        public Lifetimes(Program program)
        {
            Program = program;
            _ends = program.Ends();
            for (var step = 0; step < program.Values.Length; step++)
            {
                var value = program.Values[step];
                _born[value] = step;
                _reads[value] = [];
                foreach (var source in value.Operation is ViewOperation ? [] : value.Inputs.SelectMany(Program.Sources).Distinct())
                {
                    _reads[source].Add(step);
                }
            }

            (_fullest, Most) = Fullest();
        }

        public Program Program { get; }

        /// <summary>Floats in memory when it is fullest.</summary>
        public long Most { get; }

        /// <summary>What lies idle at the fullest step, those first that save most bytes for each operation repeated.</summary>
        public IEnumerable<Candidate> Candidates(double budget) =>
            from value in Program.Values
            where _born[value] < _fullest && value.Shape.Elements > Most / Worthwhile && value.Operation is not (Leaf or ViewOperation) && !_ends.ContainsKey(value)
            let next = _reads[value].FirstOrDefault(step => step > _fullest)
            where next > 0 && !_reads[value].Contains(_fullest)
            let chain = Chain(value, next)
            where chain is not null
            let work = chain.Sum(repeated => repeated.Work)
            where work <= budget
            orderby value.Shape.Elements / (1.0 + work) descending, next descending
            select new Candidate(value, next, chain, work);

        // The step at which most floats lie in memory. A result that takes the place of an input adds nothing.
        private (int Step, long Most) Fullest()
        {
            var live = new long[Program.Values.Length + 2];
            foreach (var value in Program.Values.Where(value => value.Operation is not (Leaf or ViewOperation)))
            {
                var born = _born[value];
                var over = value.Operation.MayOverwrite is >= 0 and var input && Program.Sources(value.Inputs[input]).All(source => source.Shape.Elements == value.Shape.Elements && Dies(source) == born);
                live[over ? born + 1 : born] += value.Shape.Elements;
                live[Math.Max(Dies(value), born) + 1] -= value.Shape.Elements;
            }

            var (sum, most, at) = (0L, -1L, 0);
            for (var step = 0; step < Program.Values.Length; step++)
            {
                sum += live[step];
                (most, at) = sum > most ? (sum, step) : (most, at);
            }

            return (at, most);
        }

        private int Dies(Value value) => Math.Max(_ends.GetValueOrDefault(value), _reads[value].Count > 0 ? _reads[value][^1] : _born[value]);

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
    }
}
