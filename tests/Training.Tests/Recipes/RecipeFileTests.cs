using System.Text.Json.Nodes;

namespace UNetSharp.Training.Tests.Recipes;

/// <summary>Recipes as YAML and JSON: whole ones come back as they were, parts change what they name, and what is wrong is said with its name.</summary>
public sealed class RecipeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_named_recipe_comes_back_from_yaml_and_from_json()
    {
        foreach (var recipe in Recipe.All)
        {
            foreach (var ending in new[] { "yaml", "json" })
            {
                var path = Path.Combine(_folder.Path, $"{recipe.Name}.{ending}");
                RecipeFile.Write(path, recipe);
                Assert.Equal(recipe, RecipeFile.Read(path));
            }
        }
    }

    [Fact]
    public void Every_named_recipe_comes_back_from_the_line_of_json_in_models_and_checkpoints()
    {
        foreach (var recipe in Recipe.All) Assert.Equal(recipe, RecipeFile.FromJson(RecipeFile.ToJson(recipe), "a model"));
    }

    [Fact]
    public void Another_network_begins_without_the_options_of_the_one_before()
    {
        Assert.Equal(new NetworkChoice("unet3d").With("width", "16"), Read("network: { name: unet3d, options: { width: 16 } }").Network);
        Assert.Equal(Recipe.Default.Network.With("width", "16"), Read("network: { name: unet, options: { width: 16 } }").Network);
    }

    [Fact]
    public void A_part_changes_what_it_names_and_leaves_the_rest_of_the_recipe_that_it_begins_with()
    {
        var recipe = Read("""
            name: paper2015
            network: { options: { width: 32 } }
            optimiser: { kind: adamw, weightDecay: 0.05 }
            learningRate: 3e-4
            augmentation: { rotation: [-10, 10], elastic: { magnitude: 4 } }
            loss: { kind: tversky }
            """);
        Assert.Equal(Recipe.Paper2015 with
        {
            Network = Recipe.Paper2015.Network.With("width", "32"),
            Optimiser = new AdamWOptions(WeightDecay: 0.05),
            LearningRate = 3e-4,
            Augmentation = Recipe.Paper2015.Augmentation with { Rotation = Interval.Around0(10), Elastic = Recipe.Paper2015.Augmentation.Elastic with { Magnitude = 4 } },
            Loss = new TverskyLossOptions(),
        }, recipe);
    }

    [Fact]
    public void A_sum_of_losses_names_what_differs_from_the_defaults_of_each()
    {
        var recipe = Read("""
            loss:
              kind: sum
              terms:
              - loss: { kind: generalised-dice }
              - { loss: { kind: top-k, share: 0.2 }, weight: 0.5 }
            """);
        Assert.Equal(new SumLossOptions { Terms = [new(new GeneralisedDiceLossOptions()), new(new TopKLossOptions(0.2f), 0.5f)] }, recipe.Loss);
        Assert.Equal(recipe, Read(RecipeFile.ToYaml(recipe)));
        Assert.Equal(recipe, RecipeFile.FromJson(RecipeFile.ToJson(recipe), "itself"));
    }

    [Fact]
    public void Every_kind_of_loss_optimiser_and_schedule_can_be_chosen_by_its_name()
    {
        foreach (var (setting, type) in new[] { ("loss", typeof(LossOptions)), ("optimiser", typeof(OptimiserOptions)), ("schedule", typeof(Schedule)) })
        {
            var kinds = RecipeFile.KindsOf(setting).ToList();
            Assert.Equal(type.Assembly.GetTypes().Count(kind => kind.BaseType == type), kinds.Count);
            foreach (var kind in kinds)
            {
                var json = JsonNode.Parse(RecipeFile.ToJson(RecipeFile.With(Recipe.Default, $"{setting}.kind", kind)))!;
                Assert.Equal(kind, json[setting]!["kind"]!.ToString());
            }
        }
    }

    [Theory]
    [InlineData("optimizer: { kind: sgd, momentum: 0.9 }", "optimiser")]
    [InlineData("BATCH: 7", "batch")]
    public void American_spelling_and_other_cases_are_understood(string text, string setting) =>
        Assert.NotEqual(JsonNode.Parse(RecipeFile.ToJson(Recipe.Default))![setting]!.ToJsonString(), JsonNode.Parse(RecipeFile.ToJson(Read(text)))![setting]!.ToJsonString());

    [Theory]
    [InlineData("btach: 4", "there is no setting \"btach\"; a recipe has name, network, patch, batch,")]
    [InlineData("augmentation: { rotatoin: [0, 1] }", "there is no setting \"augmentation.rotatoin\"; augmentation has mirror,")]
    [InlineData("loss: { kind: dicee }", "loss.kind \"dicee\" is unknown; known are cross-entropy, dice, dice-and-cross-entropy, focal, tversky,")]
    [InlineData("loss: { kind: sum, terms: [{ loss: { kind: top-k, shaer: 0.1 } }] }", "there is no setting \"loss.terms[0].loss.shaer\"; loss.terms[0].loss has kind, share.")]
    [InlineData("loss: { kind: sum, terms: [{ loss: { kind: dicee } }] }", "loss.terms[0].loss.kind \"dicee\" is unknown; known are cross-entropy, dice,")]
    [InlineData("loss: { kind: sum, terms: [dice] }", "\"loss.terms[0]\" is a group of settings such as { loss: { kind: dice }, weight: 1 }, not \"dice\".")]
    [InlineData("loss: dice", "\"loss\" is a group of settings, not \"dice\".")]
    [InlineData("batch: many", "$.batch")]
    [InlineData("batch: 0", "Recipe: Batch is 0, but must be 1 to 4096 patches.")]
    [InlineData("augmentation: { mirrorr: true", "line")]
    [InlineData("- 1\n- 2", "a recipe is a list of settings such as \"batch: 4\".")]
    [InlineData("normalisation: sharpen", "sharpen")]
    [InlineData("batch: 4\nbatch: 5", "")]
    public void What_is_wrong_is_said_with_its_name_and_the_file(string text, string message)
    {
        var failure = Assert.Throws<InvalidDataException>(() => Read(text));
        Assert.StartsWith(Path.Combine(_folder.Path, "recipe.yaml"), failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_the_default() => Assert.Equal(Recipe.Default, Read(""));

    private Recipe Read(string text)
    {
        var path = Path.Combine(_folder.Path, "recipe.yaml");
        File.WriteAllText(path, text);
        return RecipeFile.Read(path);
    }
}
