namespace UNetSharp.Imaging.Formats.Jpeg;

/// <summary>Decodes one scan: a pass over the blocks of some components.</summary>
/// <remarks>
/// ITU-T T.81: annex F for sequential pictures, whose blocks are finished at once; annex G for progressive ones, whose coefficients come in several scans, by bands
/// (Ss to Se in zigzag order) and by bits (Ah, the lowest bit known already, and Al, the lowest bit of this scan).
/// </remarks>
internal sealed class JpegScan
{
    /// <summary>Natural place of the coefficients in the order in which they are coded (figure A.6).</summary>
    public static readonly byte[] ZigZag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private readonly JpegFrame _frame;
    private readonly JpegComponent[] _components;
    private readonly JpegBits _bits;
    private readonly JpegBlock _block;
    private readonly int[][] _quantisation;
    private readonly int _first, _last, _low;
    private readonly bool _refines;
    private readonly string _name;
    private readonly short[] _sequential = new short[64];
    private int _endOfBand;

    public JpegScan(JpegFrame frame, JpegComponent[] components, (int First, int Last, int High, int Low) band, JpegBits bits, JpegTables tables, string name)
    {
        (_frame, _components, _bits, _name, _quantisation) = (frame, components, bits, name, tables.Quantisation);
        (_first, _last, _low, _refines) = (band.First, band.Last, band.Low, band.High > 0);
        _block = new JpegBlock();
        RestartInterval = tables.RestartInterval;
    }

    private int RestartInterval { get; }

    /// <summary>Decodes the scan; the bits are then at the marker after it.</summary>
    public void Decode(byte[] data)
    {
        // A.2: of a component alone, blocks come row by row, and only those that hold picture; of several, unit by unit, each with H x V blocks of every component.
        var alone = _components.Length == 1 ? _components[0] : null;
        int across = alone is null ? _frame.UnitsAcross : (alone.Width + 7) / 8, down = alone is null ? _frame.UnitsDown : (alone.Height + 7) / 8;
        var left = RestartInterval;
        for (var y = 0; y < down; y++)
        {
            for (var x = 0; x < across; x++)
            {
                if (RestartInterval > 0 && left-- == 0)
                {
                    Restart(data, ((y * across) + x) / RestartInterval);
                    left = RestartInterval - 1;
                }

                if (alone is not null) Block(alone, x, y);
                else Unit(x, y);
            }
        }
    }

    private void Unit(int x, int y)
    {
        foreach (var component in _components)
        {
            for (var j = 0; j < component.Down; j++)
            {
                for (var i = 0; i < component.Across; i++) Block(component, (x * component.Across) + i, (y * component.Down) + j);
            }
        }
    }

    // Restart markers carry numbers that run from 0 to 7 and again; predictions begin anew after each.
    private void Restart(byte[] data, int number)
    {
        var at = _bits.Position;
        while (at + 1 < data.Length && data[at] == 0xFF && data[at + 1] == 0xFF) at++;
        if (at + 1 >= data.Length || data[at] != 0xFF || data[at + 1] != 0xD0 + ((number - 1) & 7))
        {
            throw new InvalidDataException($"{_name}: at byte {at:n0} restart marker {(number - 1) & 7} should stand: the file is damaged.");
        }

        _bits.Start(at + 2);
        foreach (var component in _components) component.Dc = 0;
        _endOfBand = 0;
    }

    private void Block(JpegComponent component, int x, int y)
    {
        var index = (y * component.BlocksAcross) + x;
        if (!_frame.Progressive)
        {
            Array.Clear(_sequential);
            Sequential(component, _sequential);
            _block.Restore(_sequential, _quantisation[component.Quantisation], component.Samples, (y * 64 * component.BlocksAcross) + (8 * x), 8 * component.BlocksAcross);
            return;
        }

        var coefficients = component.Coefficients.AsSpan(64 * index, 64);
        if (_first == 0) FirstCoefficient(component, coefficients);
        else if (_refines) RefineBand(component, coefficients);
        else Band(component, coefficients);
    }

    // F.2.2: the first coefficient as a difference from the block before, then runs of zeros and the coefficients between them.
    private void Sequential(JpegComponent component, Span<short> coefficients)
    {
        component.Dc += _bits.TakeSigned(Size(component.DcTable!, 15));
        coefficients[0] = (short)component.Dc;
        for (var k = 1; k < 64; k++)
        {
            var code = Size(component.AcTable!, 255);
            int run = code >> 4, size = code & 15;
            if (size == 0)
            {
                if (run < 15) break;   // end of block
                k += 15;               // sixteen zeros
                continue;
            }

            k += run;
            coefficients[Place(k)] = (short)_bits.TakeSigned(size);
        }
    }

    // G.1.2.1: as above, its bits from Al up; later scans add one bit each.
    private void FirstCoefficient(JpegComponent component, Span<short> coefficients)
    {
        if (_refines)
        {
            coefficients[0] |= (short)(_bits.Take(1) << _low);
            return;
        }

        component.Dc += _bits.TakeSigned(Size(component.DcTable!, 15));
        coefficients[0] = (short)(component.Dc << _low);
    }

    // G.1.2.2: as in F.2.2, and besides a run of blocks that have nothing (more) in this band: EOBn stands for 2ⁿ of them and n bits of further ones.
    private void Band(JpegComponent component, Span<short> coefficients)
    {
        if (_endOfBand > 0)
        {
            _endOfBand--;
            return;
        }

        for (var k = _first; k <= _last; k++)
        {
            var code = Size(component.AcTable!, 255);
            int run = code >> 4, size = code & 15;
            if (size == 0)
            {
                if (run < 15)
                {
                    _endOfBand = (1 << run) + _bits.Take(run) - 1;
                    break;
                }

                k += 15;
                continue;
            }

            k += run;
            coefficients[Place(k)] = (short)(_bits.TakeSigned(size) << _low);
        }
    }

    // G.1.2.3: one bit more for each coefficient that is known not to be zero, and between them those that become so with this bit.
    private void RefineBand(JpegComponent component, Span<short> coefficients)
    {
        var k = _first;
        if (_endOfBand == 0)
        {
            for (; k <= _last; k++)
            {
                var code = Size(component.AcTable!, 255);
                int run = code >> 4, size = code & 15;
                var fresh = 0;
                if (size == 0 && run < 15)
                {
                    _endOfBand = (1 << run) + _bits.Take(run);
                    break;
                }

                if (size > 1) throw Damaged();
                if (size == 1) fresh = _bits.Take(1) == 1 ? 1 << _low : -(1 << _low);

                // The run counts coefficients that are still zero; the others on the way get their bit.
                for (; k <= _last; k++)
                {
                    ref var coefficient = ref coefficients[ZigZag[k]];
                    if (coefficient != 0) Refine(ref coefficient);
                    else if (run-- == 0) break;
                }

                if (fresh != 0) coefficients[Place(k)] = (short)fresh;
            }
        }

        if (_endOfBand == 0) return;
        _endOfBand--;
        for (; k <= _last; k++)
        {
            ref var coefficient = ref coefficients[ZigZag[k]];
            if (coefficient != 0) Refine(ref coefficient);
        }
    }

    private void Refine(ref short coefficient)
    {
        if (_bits.Take(1) == 1 && (coefficient & (1 << _low)) == 0) coefficient += (short)(coefficient > 0 ? 1 << _low : -(1 << _low));
    }

    private int Size(JpegHuffman table, int most)
    {
        var code = table.Take(_bits);
        return code >= 0 && code <= most ? code : throw Damaged();
    }

    private byte Place(int k) => k <= _last ? ZigZag[k] : throw Damaged();

    private InvalidDataException Damaged() => new($"{_name}: the compressed pixels are damaged before byte {_bits.Position:n0}.");
}
