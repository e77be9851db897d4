using System.Text.Json;
using System.Text.Json.Serialization;
using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>Recipes and records as JSON; written by the compiler, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [typeof(IntervalConverter), typeof(NormalisationConverter)])]
[JsonSerializable(typeof(Recipe))]
[JsonSerializable(typeof(LearningPoint))]
[JsonSerializable(typeof(ValidationPoint))]
[JsonSerializable(typeof(RunState))]
internal sealed partial class RecipeJson : JsonSerializerContext;

/// <summary>An interval as [low, high].</summary>
internal sealed class IntervalConverter : JsonConverter<Interval>
{
    public override Interval Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number) return Interval.Only(reader.GetDouble());
        var numbers = reader.TokenType == JsonTokenType.StartArray ? ReadNumbers(ref reader) : [];
        return numbers is [var low, var high] ? new(low, high) : throw new JsonException("an interval is written [low, high]");
    }

    public override void Write(Utf8JsonWriter writer, Interval value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Low);
        writer.WriteNumberValue(value.High);
        writer.WriteEndArray();
    }

    private static List<double> ReadNumbers(ref Utf8JsonReader reader)
    {
        var numbers = new List<double>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number) numbers.Add(reader.GetDouble());
        return reader.TokenType == JsonTokenType.EndArray ? numbers : throw new JsonException("an interval is written [low, high]");
    }
}

/// <summary>A normalisation as its text form.</summary>
internal sealed class NormalisationConverter : JsonConverter<IntensityNormalisation>
{
    public override IntensityNormalisation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return IntensityNormalisation.Parse(reader.GetString() ?? "");
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new JsonException(wrong.Message, wrong);
        }
    }

    public override void Write(Utf8JsonWriter writer, IntensityNormalisation value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
