namespace UNetSharp.Training;

/// <summary>The style sheet of a report: light or dark as the reader's system is, in one column on a telephone, black on white on paper.</summary>
internal static class ReportStyle
{
    /// <summary>The sheet. It holds none of the characters that markup would escape.</summary>
    public const string Sheet = """

        :root { --page: #fff; --ink: #1d2430; --quiet: #5b6472; --rule: #d9dee5; --card: #f4f6f9; --c1: #0072b2; --c2: #c84f00; --c3: #00795a; --c4: #a8437c; }
        @media (prefers-color-scheme: dark) {
          :root { --page: #14181f; --ink: #e6e9ee; --quiet: #9aa4b2; --rule: #333b47; --card: #1d232c; --c1: #56b4e9; --c2: #f0a030; --c3: #2fc79b; --c4: #e79ac4; }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 76rem; padding: 1rem 1rem 3rem; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.6rem; line-height: 1.2; overflow-wrap: anywhere; }
        h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; }
        h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; overflow-wrap: anywhere; }
        p { margin: .3rem 0; color: var(--quiet); }
        figure { margin: 0; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .6rem; margin: 1rem 0; }
        .card { background: var(--card); border: 1px solid var(--rule); border-radius: .5rem; padding: .6rem .8rem; }
        .card dt { color: var(--quiet); font-size: .85rem; }
        .card dd { margin: 0; font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums; }
        .card dd small { display: block; color: var(--quiet); font-size: .8rem; font-weight: 400; }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem; }
        .chart figcaption { font-size: .9rem; min-height: 3rem; }
        .chart svg { display: block; width: 100%; height: auto; }
        .legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; font-size: .85rem; color: var(--quiet); }
        .entry { display: inline-flex; align-items: center; gap: .35rem; }
        .legend svg { display: inline-block; width: 28px; height: 10px; }
        .legend svg.swatch { width: 12px; height: 12px; }
        svg text { font: 13px system-ui, sans-serif; fill: var(--quiet); font-variant-numeric: tabular-nums; }
        svg .end { text-anchor: end; }
        svg .middle { text-anchor: middle; }
        svg .grid { stroke: var(--rule); }
        svg .tick { stroke: var(--quiet); }
        svg .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
        svg .line.faint { stroke-width: 1; opacity: .4; }
        svg .line.c1 { stroke: var(--c1); }
        svg .line.c2 { stroke: var(--c2); stroke-dasharray: 7 3; }
        svg .line.c3 { stroke: var(--c3); stroke-dasharray: 2 3; }
        svg .line.c4 { stroke: var(--c4); stroke-dasharray: 9 3 2 3; }
        svg .mark { stroke: none; }
        svg .mark.c1 { fill: var(--c1); }
        svg .mark.c2 { fill: var(--c2); }
        svg .mark.c3 { fill: var(--c3); }
        svg .mark.c4 { fill: var(--c4); }
        svg .strip { fill: var(--ink); opacity: 0; }
        svg .strip:hover { opacity: .12; }
        .pictures { display: grid; grid-template-columns: repeat(4, 1fr); gap: .6rem; }
        .pictures img { display: block; width: 100%; height: auto; background: #000; }
        .pictures img.small { image-rendering: pixelated; }
        .pictures figcaption { font-size: .85rem; color: var(--quiet); }
        .score { color: var(--quiet); font-weight: 400; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        .numbers th, .numbers td { text-align: right; white-space: nowrap; padding: .25rem .8rem; }
        .settings th { font-weight: 400; color: var(--quiet); white-space: nowrap; }
        .settings td { white-space: pre-wrap; }
        tr.best td { font-weight: 700; }
        @media (max-width: 40rem) { .pictures { grid-template-columns: repeat(2, 1fr); } .chart figcaption { min-height: 0; } }
        @media print {
          :root { --page: #fff; --ink: #000; --quiet: #444; --rule: #bbb; --card: #fff; --c1: #0072b2; --c2: #c84f00; --c3: #00795a; --c4: #a8437c; }
          body { max-width: none; padding: 0; font-size: 10pt; }
          .charts { grid-template-columns: 1fr 1fr; }
          .pictures { grid-template-columns: repeat(4, 1fr); }
          .chart, .sample, .card, tr { break-inside: avoid; }
          h2, h3 { break-after: avoid; }
          .wide { overflow: visible; }
        }

        """;
}
