using System.Text.RegularExpressions;
using UNetSharp.Goldens;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>The pieces of code in a page of the documentation.</summary>
internal static class MarkdownCode
{
    /// <summary>All pieces in a language, in the order of the page: what stands between <c>```LANGUAGE</c> and <c>```</c>.</summary>
    /// <param name="page">The page's path in the repository.</param>
    /// <param name="language">As named behind the opening marks.</param>
    public static string[] In(string page, string language) =>
        [.. Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, page)), $"^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Select(piece => piece.Groups[1].Value)];

    /// <summary>A replacement that must have something to replace.</summary>
    public static string Replacing(this string text, string old, string with)
    {
        Assert.Contains(old, text, StringComparison.Ordinal);
        return text.Replace(old, with, StringComparison.Ordinal);
    }
}
