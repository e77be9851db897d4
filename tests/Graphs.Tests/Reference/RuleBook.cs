namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>The rule of each operation: one line a group, one file a group.</summary>
public static class RuleBook
{
    private static readonly Dictionary<Type, Rule> _rules = new(
    [
        .. ViewRules.All,
        .. ConvRules.All,
        .. MatMulRules.All,
        .. ElementwiseRules.All,
        .. LossRules.All,
        .. PoolRules.All,
        .. GatherRules.All,
        .. NormaliseRules.All,
        .. MovementRules.All,
        .. AttentionRules.All,
    ]);

    /// <summary>The rule of an operation.</summary>
    public static Rule Find(Operation operation) => _rules.TryGetValue(operation.GetType(), out var rule) ? rule
        : throw new KeyNotFoundException($"The reference interpreter has no rule for {operation.Name}: add one in tests/Graphs.Tests/Reference.");

    /// <summary>Names an operation's type beside its rule.</summary>
    public static KeyValuePair<Type, Rule> For<TOperation>(Func<TOperation, Value, double[][], double[]> rule) where TOperation : Operation =>
        new(typeof(TOperation), (value, inputs) => rule((TOperation)value.Operation, value, inputs));
}
