using UNetSharp.Networks;

namespace UNetSharp.ModelFiles.Tests;

/// <summary>A trained model in a form that uses fewer of its parameters.</summary>
public class ModelFormTests
{
    private static readonly NestedUNet _whole = new() { Channels = 1, Width = 2, Depth = 3 };

    [Fact]
    public void A_pruned_model_is_stored_with_its_own_parameters_alone()
    {
        using var folder = new TemporaryFolder();
        var whole = Model.Create(_whole, seed: 3);
        whole.As(_whole with { Prune = 1 }).Save(folder["pruned.safetensors"]);
        var pruned = Model.Load(folder["pruned.safetensors"]);
        Assert.Equal(_whole with { Prune = 1 }, pruned.Network);
        Assert.DoesNotContain(pruned.Weights.Parameters, parameter => parameter.Path.StartsWith("conv2_0", StringComparison.Ordinal));
        Assert.All(pruned.Weights.Parameters, parameter => Assert.Equal(whole.Weights[parameter.Path].ToArray(), pruned.Weights[parameter.Path].ToArray()));
    }

    [Fact]
    public void A_form_that_needs_other_parameters_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Model.Create(_whole with { Prune = 1 }).As(_whole));
        Assert.Equal("nested-unet with these options needs \"conv2_0.conv1.weight\" of shape [3, 3, 4, 8]; the model has no such parameter: only what uses fewer of the same parameters can be asked of a trained model.", refusal.Message);
        refusal = Assert.Throws<ArgumentException>(() => Model.Create(_whole).As(_whole with { Width = 4 }));
        Assert.Contains("needs \"conv0_0.conv1.weight\" of shape [3, 3, 1, 4]; the model has it as [3, 3, 1, 2]", refusal.Message, StringComparison.Ordinal);
    }
}
