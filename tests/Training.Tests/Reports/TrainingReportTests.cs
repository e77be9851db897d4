using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using UNetSharp.Imaging;

namespace UNetSharp.Training.Tests.Reports;

public sealed class TrainingReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_page_has_curves_tables_and_four_pictures_a_sample()
    {
        var page = Written("cells", Course(40), [Sample("a", 24, 30), Sample("b", 600, 700)]);
        Assert.Equal("cells", page.Descendants("h1").Single().Value);
        Assert.Equal(4, page.Descendants("figure").Count(figure => Class(figure) == "chart"));
        Assert.Equal(8, page.Descendants("img").Count());
        Assert.Equal(1 + 4, page.Descendants("table").First().Descendants("tr").Count());
        Assert.Contains("0.840", page.Descendants("tr").Single(row => Class(row) == "best").Value, StringComparison.Ordinal);
        Assert.Contains(page.Descendants("td"), cell => cell.Value == "unet(width: 32)");
    }

    [Fact]
    public void Pictures_are_PNG_files_within_the_page_and_no_larger_than_512_pixels()
    {
        var pictures = Written("cells", Course(3), [Sample("a", 24, 30), Sample("b", 600, 1200)]).Descendants("img").Select(picture =>
        {
            var source = picture.Attribute("src")!.Value;
            Assert.StartsWith("data:image/png;base64,", source, StringComparison.Ordinal);
            File.WriteAllBytes(_folder["picture.png"], Convert.FromBase64String(source["data:image/png;base64,".Length..]));
            var image = Image.Read(_folder["picture.png"]);
            Assert.Equal((picture.Attribute("width")!.Value, picture.Attribute("height")!.Value), ($"{image.Width}", $"{image.Height}"));
            return (image.Height, image.Width, Class(picture));
        }).ToList();
        Assert.Equal([.. Enumerable.Repeat((24, 30, "small"), 4), .. Enumerable.Repeat((256, 512, ""), 4)], pictures);
    }

    [Fact]
    public void Nothing_is_loaded_from_elsewhere_and_no_script_runs()
    {
        var page = Written("cells", Course(40), [Sample("a", 24, 30)]);
        Assert.DoesNotContain("http", File.ReadAllText(_folder["report.html"]), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(page.Descendants("script"));
        Assert.Empty(page.Descendants("link"));
        Assert.DoesNotContain("url(", page.Descendants("style").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_escaped_wherever_it_stands()
    {
        const string Nasty = "<script>alert(\"x\")</script> & \u0001 \ud800 ]]> 😀";
        var history = Course(3) with { Settings = [new(Nasty, Nasty)] };
        var page = Written(Nasty, history, [Sample(Nasty, 24, 30)]);
        Assert.Empty(page.Descendants("script"));
        var cleaned = Nasty.Replace('\u0001', '\uFFFD').Replace('\ud800', '\uFFFD');
        Assert.Equal(cleaned, page.Descendants("title").First().Value);
        Assert.Equal([cleaned, cleaned], page.Descendants("table").Last().Descendants("tr").Single().Elements().Select(cell => cell.Value));
        Assert.Contains(page.Descendants("img"), picture => picture.Attribute("alt")!.Value.EndsWith(cleaned, StringComparison.Ordinal));
    }

    [Fact]
    public void Elements_that_HTML_does_not_let_close_themselves_do_not()
    {
        Written("cells", Course(40), [Sample("a", 24, 30)]);
        var text = File.ReadAllText(_folder["report.html"]);
        foreach (var element in (string[])["div", "span", "p", "td", "th", "title", "style", "figure", "figcaption", "small"])
        {
            Assert.DoesNotMatch($"<{element}( [^>]*)?/>", text);
        }
    }

    [Fact]
    public void The_style_sheet_holds_nothing_that_markup_escapes() => Assert.DoesNotContain(ReportStyle.Sheet, sign => sign is '<' or '>' or '&');

    [Fact]
    public void A_training_that_took_no_step_has_a_page_too()
    {
        var page = Written("empty", new TrainingHistory { Settings = [] }, []);
        Assert.Empty(page.Descendants("svg"));
        Assert.Contains("No step was taken.", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void One_point_is_drawn_as_a_dot()
    {
        var history = new TrainingHistory { Settings = [], Learning = [new(1, 2, -0.3, 1e-4, 3, 0)], Validations = [new(1, 3, 1, 0.5, 0.4, 0.6, 0.7, 0.9)] };
        var page = Written("short", history, []);
        Assert.Equal(3 + 4, page.Descendants("circle").Count());
        AssertNumbersAreFinite(page);
    }

    [Fact]
    public void Scores_that_do_not_exist_are_dashes_and_gaps()
    {
        var history = Course(20);
        history.Validations[1] = new(10, 20, 2, double.NaN, double.NaN, double.NaN, double.NaN, 0.9);
        history.Validations[^1] = history.Validations[1] with { Step = 20 };
        history.Learning[3] = history.Learning[3] with { Loss = double.NaN, ImagesPerSecond = double.PositiveInfinity };
        var page = Written("gaps", history, []);
        Assert.Contains(page.Descendants("dd"), number => number.Nodes().First().ToString() == "–");
        Assert.Equal(5, page.Descendants("td").Count(cell => cell.Value == "–") - 3);
        AssertNumbersAreFinite(page);
    }

    [Fact]
    public void Curves_do_not_turn_back_where_the_best_model_is_judged_last()
    {
        var history = Course(20);
        history.Validations.Add(new(10, 40, 5, 0.9, 0.8, 0.9, 0.9, 0.9));
        var marks = Written("best", history, []).Descendants("circle").Where(mark => Class(mark) == "mark c1").Select(mark => double.Parse(mark.Attribute("cx")!.Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(5, marks.Count);
        Assert.Equal(marks.Order(), marks);
    }

    [Fact]
    public void A_long_training_does_not_make_a_large_page()
    {
        Written("long", Course(50_000), []);
        Assert.InRange(new FileInfo(_folder["report.html"]).Length, 10_000, 600_000);
    }

    [Fact]
    public void Labels_that_do_not_fill_their_image_are_refused_and_the_old_page_stays()
    {
        Written("old", Course(3), []);
        var wrong = Sample("a", 24, 30) with { Prediction = new int[5] };
        var refusal = Assert.Throws<ArgumentException>(() => TrainingReport.Write(_folder["report.html"], "new", Course(3), [wrong]));
        Assert.Equal("TrainingReport: sample a has an image of 1 planes of 24x30 pixels, 720 true and 5 predicted classes: expected one plane with a class for each pixel.", refusal.Message);
        Assert.Contains("<h1>old</h1>", File.ReadAllText(_folder["report.html"]), StringComparison.Ordinal);
    }

    private static TrainingHistory Course(int steps) => new()
    {
        Settings = [new("network", "unet(width: 32)")],
        Learning = [.. Enumerable.Range(1, steps).Select(step => new LearningPoint(step, 2 * step, Math.Exp(-6.0 * step / steps), 1e-3, 15, 0.02))],
        Validations = [.. Enumerable.Range(1, 4).Select(n => new ValidationPoint(n * steps / 4, n * steps / 2.0, n, 0.8 + (0.01 * n), 0.7, 0.9, 0.8, 0.95))],
    };

    private static SamplePicture Sample(string name, int height, int width)
    {
        var (image, objects) = new SyntheticCells { Height = height, Width = width, Radius = Math.Max(4, height / 8) }.Draw(1, 2);
        var truth = Array.ConvertAll(objects.ToLabels(), cell => Math.Min(cell, 1));
        return new(name, image, truth, [.. truth[5..], .. new int[5]], "IoU 0.93");
    }

    private static string Class(XElement element) => element.Attribute("class")?.Value ?? "";

    private static void AssertNumbersAreFinite(XElement page)
    {
        foreach (var attribute in page.Descendants("svg").DescendantsAndSelf().Attributes())
        {
            Assert.DoesNotContain("NaN", attribute.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("Infinity", attribute.Value, StringComparison.Ordinal);
        }
    }

    private XElement Written(string title, TrainingHistory history, SamplePicture[] samples)
    {
        TrainingReport.Write(_folder["report.html"], title, history, samples);
        using var reader = XmlReader.Create(_folder["report.html"], new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }
}
