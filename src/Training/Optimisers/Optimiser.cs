namespace UNetSharp.Training;

/// <summary>Moves parameters against their gradients. All parameters of a network are one flat block, their gradients another, and each memory of the optimiser (momentum, variance) a further one.</summary>
/// <remarks>
/// Every rule here works on each element by itself, in float32 and with the same roundings whatever the processor's vectors are,
/// so that a step is the same bits on every machine and however a block is cut. Made by <see cref="OptimiserOptions.For"/>.
/// </remarks>
public abstract class Optimiser
{
    private protected Optimiser(int count, params ReadOnlySpan<string> states)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Count = count;
        States = [.. states.ToArray().Select(name => new OptimiserState(name, new float[count]))];
    }

    /// <summary>The number of parameters.</summary>
    public int Count { get; }

    /// <summary>How many steps have been taken; the bias corrections of Adam depend on it.</summary>
    public long StepCount { get; private set; }

    /// <summary>The memories, zero at the beginning, with PyTorch's names (<c>momentum_buffer</c>, <c>exp_avg</c>, …). To be saved with <see cref="StepCount"/> and given to <see cref="Restore"/>.</summary>
    public IReadOnlyList<OptimiserState> States { get; }

    /// <summary>Takes one step.</summary>
    /// <param name="parameters">The block to change, of <see cref="Count"/> elements.</param>
    /// <param name="gradients">The gradient of the loss for each of them.</param>
    /// <param name="learningRate">The length of the step, 0 or more; schedules give another one each time.</param>
    /// <exception cref="ArgumentException">A block has another length, or the learning rate is negative or not a number.</exception>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradients, double learningRate)
    {
        if (parameters.Length != Count || gradients.Length != Count)
            throw new ArgumentException($"Optimiser: made for {Count} parameters, given {parameters.Length} parameters and {gradients.Length} gradients.");
        Begin(learningRate);
        Update(0, parameters, gradients, factor: 1);
    }

    /// <summary>Begins a step, whose parts <see cref="Update(int, Span{float}, ReadOnlySpan{float}, float)"/> then takes in any order and on any threads.</summary>
    internal void Begin(double learningRate)
    {
        if (!(learningRate >= 0 && double.IsFinite(learningRate)))
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "Optimiser: the learning rate is a number from 0.");
        StepCount++;
        Prepare(learningRate);
    }

    /// <summary>Takes a part of the step that was begun.</summary>
    /// <param name="start">The first of the part's parameters.</param>
    /// <param name="parameters">The part.</param>
    /// <param name="gradients">Its gradients.</param>
    /// <param name="factor">What these are multiplied by.</param>
    internal void Update(int start, Span<float> parameters, ReadOnlySpan<float> gradients, float factor)
    {
        var length = parameters.Length;
        Update(new Stretch { Parameters = parameters, Gradients = gradients, Factor = factor, First = Part(0), Second = Part(1), Third = Part(2) });

        Span<float> Part(int state) => state < States.Count ? States[state].Block.AsSpan(start, length) : default;
    }

    /// <summary>Goes on where a saved optimiser stood: the next step gives the same bits as it would have there.</summary>
    /// <param name="stepCount">The saved <see cref="StepCount"/>.</param>
    /// <param name="states">The saved <see cref="States"/>, in any order; they are copied.</param>
    /// <exception cref="ArgumentException">A state is missing, unknown, or of another length.</exception>
    public void Restore(long stepCount, IEnumerable<OptimiserState> states)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepCount);
        var saved = states.ToDictionary(state => state.Name, state => state.Block);
        if (!saved.Keys.ToHashSet().SetEquals(States.Select(state => state.Name)))
            throw new ArgumentException($"Optimiser: needs the states [{string.Join(", ", States.Select(state => state.Name))}], the saved ones are [{string.Join(", ", saved.Keys)}]: was it another optimiser?", nameof(states));
        foreach (var (name, block) in States)
            if (saved[name].Length != block.Length)
                throw new ArgumentException($"Optimiser: the saved state '{name}' is for {saved[name].Length} parameters, this one for {block.Length}: was it another network?", nameof(states));

        foreach (var (name, block) in States) saved[name].CopyTo(block, 0);
        StepCount = stepCount;
    }

    /// <summary>Works out what does not depend on the element; <see cref="StepCount"/> is 1 in the first step.</summary>
    private protected abstract void Prepare(double learningRate);

    /// <summary>The rule, on a stretch of the blocks.</summary>
    private protected abstract void Update(in Stretch stretch);
}
