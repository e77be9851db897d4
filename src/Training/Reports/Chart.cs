using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace UNetSharp.Training;

/// <summary>Curves over the steps of a training, as an SVG drawing: ticks at round numbers, under them steps and time, and a read-out for the pointer that needs no script.</summary>
/// <param name="Title">What is shown, with its unit.</param>
/// <param name="Time">When each step was taken.</param>
/// <param name="Curves">The curves; a legend names them if there are several.</param>
internal sealed record Chart(string Title, Timeline Time, params IReadOnlyList<Curve> Curves)
{
    // In units of the drawing, which are pixels where a column is 440 wide; text of 13 stays legible on a telephone, where it is 340.
    private const double Width = 440, Height = 254, Left = 56, Right = 418, Top = 10, Bottom = 204;

    /// <summary>Whether the axis of values begins at 0.</summary>
    public bool FromZero { get; init; }

    /// <summary>The chart with its title and legend.</summary>
    public XElement Draw()
    {
        var (across, up) = (Axis.ForSteps(Time.LastStep), Axis.ForValues(Curves.SelectMany(curve => curve.Points).Select(point => point.Value), FromZero));
        return Markup.Styled("figure", "chart",
            new XElement("figcaption", new XElement("b", Title), up.IsLogarithmic ? ", logarithmic axis" : null, Legend()),
            new XElement("svg", new XAttribute("viewBox", FormattableString.Invariant($"0 0 {Width} {Height}")), new XAttribute("role", "img"), new XAttribute("aria-label", Title),
                Values(up), Steps(across), Curves.Select(curve => Line(curve, across, up)), ReadOut(across)));
    }

    private XElement? Legend() => Curves.Count < 2 ? null : Markup.Styled("span", "legend", Curves.Select(curve => Markup.Styled("span", "entry",
        new XElement("svg", new XAttribute("viewBox", "0 0 28 10"), Markup.Placed("line", StyleOf(curve), ("x1", 0), ("x2", 28), ("y1", 5), ("y2", 5))),
        curve.Name)));

    private static IEnumerable<XElement> Values(Axis axis)
    {
        foreach (var tick in axis.Ticks)
        {
            var y = Row(axis, tick);
            yield return Markup.Placed("line", "grid", ("x1", Left), ("x2", Right), ("y1", y), ("y2", y));
            yield return Text("end", Left - 8, y + 4.5, axis.Label(tick));
        }
    }

    private IEnumerable<XElement> Steps(Axis axis)
    {
        var (unit, length) = ReportText.TimeUnit(Time.LastSeconds);
        // Ticks of time are as far apart as those of steps; a digit behind the point where whole units would repeat.
        var format = Time.LastSeconds / length < 2 * axis.Ticks.Count ? "0.0" : "0";
        yield return Text("end", Left - 14, Bottom + 23, "steps");
        yield return Text("end", Left - 14, Bottom + 41, unit);
        foreach (var tick in axis.Ticks)
        {
            var x = Column(axis, tick);
            yield return Markup.Placed("line", "tick", ("x1", x), ("x2", x), ("y1", Bottom), ("y2", Bottom + 5));
            yield return Text("middle", x, Bottom + 23, axis.Label(tick));
            yield return Text("middle", x, Bottom + 41, (Time.SecondsAt(tick) / length).ToString(tick == 0 ? "0" : format, CultureInfo.InvariantCulture));
        }
    }

    private static XElement Line(Curve curve, Axis across, Axis up)
    {
        var (path, drawing) = (new StringBuilder(), false);
        var group = new XElement("g");
        foreach (var (step, value) in curve.Points)
        {
            if (!double.IsFinite(value))
            {
                drawing = false;
                continue;
            }

            var (x, y) = (Column(across, step), Row(up, value));
            path.Append(drawing ? 'L' : 'M').Append(Markup.Coordinate(x)).Append(' ').Append(Markup.Coordinate(y));
            drawing = true;
            // A line of one point would not be seen.
            if (curve.IsMarked || curve.Points.Count == 1) group.Add(Markup.Placed("circle", $"mark c{curve.Colour}", ("cx", x), ("cy", y), ("r", 2.5)));
        }

        group.AddFirst(Markup.Styled("path", StyleOf(curve), new XAttribute("d", path.ToString())));
        return group;
    }

    // For each step an unseen strip that reaches half-way to its neighbours, with a title, which browsers show where the pointer rests.
    private XElement ReadOut(Axis across)
    {
        var steps = Curves.SelectMany(curve => curve.Points).Select(point => point.Step).Distinct().Order().ToArray();
        var values = Curves.Select(curve => (curve.Name, At: curve.Points.GroupBy(point => point.Step).ToDictionary(group => group.Key, group => group.Last().Value))).ToArray();
        var group = Markup.Styled("g", "readout");
        for (var i = 0; i < steps.Length; i++)
        {
            var from = Column(across, i == 0 ? 0 : (steps[i - 1] + steps[i]) / 2);
            var to = Column(across, i == steps.Length - 1 ? across.High : (steps[i] + steps[i + 1]) / 2);
            var lines = values.Where(curve => curve.At.ContainsKey(steps[i])).Select(curve => $"{curve.Name} {ReportText.Measure(curve.At[steps[i]])}");
            var strip = Markup.Placed("rect", "strip", ("x", from), ("y", Top), ("width", Math.Max(0, to - from)), ("height", Bottom - Top));
            strip.Add(new XElement("title", string.Join('\n', lines.Prepend($"Step {ReportText.Count(steps[i])}, {ReportText.Duration(Time.SecondsAt(steps[i]))}"))));
            group.Add(strip);
        }

        return group;
    }

    private static string StyleOf(Curve curve) => $"line c{curve.Colour}{(curve.IsFaint ? " faint" : "")}";

    private static XElement Text(string anchor, double x, double y, string text)
    {
        var element = Markup.Placed("text", anchor, ("x", x), ("y", y));
        element.Add(text);
        return element;
    }

    private static double Column(Axis axis, double step) => Left + (axis.Place(step) * (Right - Left));

    private static double Row(Axis axis, double value) => Bottom - (axis.Place(value) * (Bottom - Top));
}
