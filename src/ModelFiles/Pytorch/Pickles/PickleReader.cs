using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace UNetSharp.ModelFiles;

/// <summary>Runs the little stack machine that a Python pickle is a program for, as far as checkpoints need it.</summary>
/// <remarks>
/// The operations are described in CPython's Lib/pickletools.py. A real unpickler calls whatever function the file names, which is why loading
/// a foreign pickle in Python means running foreign code. Here a call is only ever looked up in <see cref="PytorchObjects"/>, which builds inert records;
/// what is not listed there becomes an inert <see cref="PickleObject"/> or is refused by its name (<see cref="PythonNames"/>). Lengths are compared with what the stream still holds before anything is allocated.
/// </remarks>
/// <param name="stream">Stands at the first operation; afterwards behind the last one, so that several pickles can follow one another.</param>
/// <param name="source">What to call the stream in messages: <c>model.pth: data.pkl</c>.</param>
internal sealed class PickleReader(Stream stream, string source)
{
    // A checkpoint of ten thousand tensors takes half a million operations.
    private const int MaximumOperations = 1 << 22;

    // Numbers and names written as text are short.
    private const int MaximumLine = 1024;

    // Keys of several parts are pairs of numbers or names.
    private const int LongestKey = 8;

    private readonly long length = stream.Length;
    private readonly Dictionary<long, object?> memo = [];
    private readonly Stack<List<object?>> marked = new();
    private readonly List<PytorchStorage> storages = [];
    private List<object?> stack = [];
    private long copied;

    /// <summary>The storages that the pickle named, of tensors within objects too.</summary>
    public IReadOnlyList<PytorchStorage> Storages => storages;

    /// <summary>Runs one pickle to its end and returns what it built.</summary>
    /// <exception cref="InvalidDataException">The pickle is damaged, or builds what no checkpoint of tensors needs.</exception>
    public object? Read()
    {
        for (var operations = 0; operations < MaximumOperations; operations++)
        {
            var code = ReadByte();
            if (code == '.') return Pop();
            if (!TryConstant(code) && !TryContainer(code) && !TryMemo(code) && !TryObject(code))
                throw Wrong($"operation 0x{code:X2} is damage, or builds objects that are not read; save the weights alone in Python: torch.save(model.state_dict(), path)");
        }

        throw Wrong($"more than {MaximumOperations} operations: too many for a checkpoint");
    }

    /// <summary>Operations that push a number, a text, or nothing at all.</summary>
    private bool TryConstant(int code)
    {
        switch (code)
        {
            case 0x80: ReadBytes(1); break; // PROTO
            case 0x95: ReadBytes(8); break; // FRAME
            case 'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case 'K': Push((long)ReadByte()); break; // BININT1
            case 'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2))); break; // BININT2
            case 'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4))); break; // BININT
            case 0x8A: PushInteger(new BigInteger(ReadBytes(ReadByte()))); break; // LONG1
            case 0x8B: PushInteger(new BigInteger(ReadBytes(ReadLength(4)))); break; // LONG4
            case 'I': PushIntegerOrTruth(ReadLine()); break;
            case 'L': PushInteger(Parse(ReadLine().TrimEnd('L'))); break;
            case 'G': Push(BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(8))); break; // BINFLOAT
            case 'F': Push(double.TryParse(ReadLine(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong("a decimal number cannot be read")); break;
            case 'X': Push(ReadText(ReadLength(4), Encoding.UTF8)); break; // BINUNICODE
            case 0x8C: Push(ReadText(ReadByte(), Encoding.UTF8)); break; // SHORT_BINUNICODE
            case 0x8D: Push(ReadText(ReadLength(8), Encoding.UTF8)); break; // BINUNICODE8
            case 'T': Push(ReadText(ReadLength(4), Encoding.Latin1)); break; // BINSTRING: a text of Python 2
            case 'U': Push(ReadText(ReadByte(), Encoding.Latin1)); break; // SHORT_BINSTRING
            case 'C': Push(ReadBytes(ReadByte())); break; // SHORT_BINBYTES
            case 'B': Push(ReadBytes(ReadLength(4))); break; // BINBYTES
            case 0x8E or 0x96: Push(ReadBytes(ReadLength(8))); break; // BINBYTES8, BYTEARRAY8
            default: return false;
        }

        return true;
    }

    /// <summary>Operations that build lists, tuples and dictionaries, or move the stack.</summary>
    private bool TryContainer(int code)
    {
        switch (code)
        {
            case '(': marked.Push(stack); stack = []; break; // MARK
            case '0': Pop(); break;
            case '1': PopMarked(); break; // POP_MARK
            case '2': Push(stack.Count > 0 ? stack[^1] : throw Wrong("nothing to duplicate")); break; // DUP
            case ']': Push(new PickleList()); break;
            case 'l': Push(new PickleList(PopMarked())); break;
            case 'a': AddItems(PopLast(1)); break; // APPEND
            case 'e' or 0x90: AddItems(PopMarked()); break; // APPENDS, ADDITEMS
            case 0x8F: Push(new PickleList()); break; // EMPTY_SET
            case 0x91: Push(new PickleList(PopMarked())); break; // FROZENSET
            case ')': Push(new PickleTuple([])); break;
            case 't': Push(new PickleTuple(PopMarked())); break;
            case 0x85: Push(new PickleTuple(PopLast(1))); break; // TUPLE1
            case 0x86: Push(new PickleTuple(PopLast(2))); break;
            case 0x87: Push(new PickleTuple(PopLast(3))); break;
            case '}': Push(new PickleDictionary()); break;
            case 'd': { var items = PopMarked(); Push(new PickleDictionary()); SetItems(items); break; } // DICT
            case 's': SetItems(PopLast(2)); break; // SETITEM
            case 'u': SetItems(PopMarked()); break; // SETITEMS
            default: return false;
        }

        return true;
    }

    /// <summary>Operations that remember the top of the stack, and recall it.</summary>
    private bool TryMemo(int code)
    {
        switch (code)
        {
            case 'q': memo[ReadByte()] = Peek(); break; // BINPUT
            case 'r': memo[BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4))] = Peek(); break; // LONG_BINPUT
            case 'p': memo[(long)Parse(ReadLine())] = Peek(); break;
            case 0x94: memo[memo.Count] = Peek(); break; // MEMOIZE
            case 'h': Recall(ReadByte()); break; // BINGET
            case 'j': Recall(BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4))); break; // LONG_BINGET
            case 'g': Recall((long)Parse(ReadLine())); break;
            default: return false;
        }

        return true;
    }

    /// <summary>Operations that in Python would find and call code.</summary>
    private bool TryObject(int code)
    {
        switch (code)
        {
            case 'c': Push(Known(new PickleGlobal(ReadLine(), ReadLine()))); break; // GLOBAL
            case 0x93: // STACK_GLOBAL
                {
                    var names = PopLast(2);
                    Push(Known(new PickleGlobal(names[0] as string ?? "?", names[1] as string ?? "?")));
                    break;
                }

            case 'R': // REDUCE
                {
                    var arguments = Pop() as PickleTuple ?? throw Wrong("a call without a tuple of arguments");
                    var function = Pop() as PickleGlobal ?? throw Wrong("a call of something that is no function");
                    Push(Called(function, arguments));
                    break;
                }

            case 0x81 or 0x92: // NEWOBJ, NEWOBJ_EX: an instance of a class, made of arguments without and with names
                {
                    var parts = PopLast(code == 0x81 ? 2 : 3);
                    if (parts[0] is not PickleGlobal kind || parts[1] is not PickleTuple arguments) throw Wrong("an instance of something that is no class");
                    Push(code == 0x81 ? Called(kind, arguments) : new PickleObject(kind, new PickleTuple(parts[1..])));
                    break;
                }

            case 'b': // BUILD: a state_dict carries versions of its modules as an attribute, which no tensor depends on.
                {
                    var state = Pop();
                    if (Peek() is PickleObject built) built.Parts.Add(state);
                    else PytorchObjects.CheckState(Peek(), state, Wrong);
                    break;
                }

            case 'Q': // BINPERSID
                {
                    var outside = PytorchObjects.Persistent(Pop(), Wrong);
                    if (outside is PytorchStorage storage) storages.Add(storage);
                    Push(outside);
                    break;
                }

            default: return false;
        }

        return true;
    }

    private PickleGlobal Known(PickleGlobal global) => PytorchObjects.IsKnown(global) || (global.Module.Length + global.Name.Length <= MaximumLine && PythonNames.MayStand(global))
        ? global
        : throw Wrong($"it holds an object of '{global}', which is never loaded: only tensors, numbers, texts, lists and dictionaries are; save the weights alone in Python: torch.save(model.state_dict(), path)");

    // Nothing is called: what is not known keeps its arguments.
    private object? Called(PickleGlobal function, PickleTuple arguments)
    {
        if (!PytorchObjects.IsKnown(function)) return new PickleObject(function, arguments);

        // A list that is remembered can be copied by two operations, again and again.
        copied += arguments.Items.OfType<PickleList>().Sum(list => (long)list.Count);
        if (copied > MaximumOperations) throw Wrong($"more than {MaximumOperations} copies: too many for a checkpoint");
        return PytorchObjects.Call(function, arguments.Items, Wrong);
    }

    private void AddItems(List<object?> items)
    {
        if (Peek() is PickleObject filled) filled.Parts.AddRange(items);
        else Top<PickleList>().AddRange(items);
    }

    private void SetItems(List<object?> items)
    {
        if (items.Count % 2 != 0) throw Wrong("a dictionary with a key and no value");
        if (Peek() is PickleObject filled)
        {
            filled.Parts.AddRange(items);
            return;
        }

        var dictionary = Top<PickleDictionary>();
        for (var i = 0; i < items.Count; i += 2) dictionary[Key(items[i])] = items[i + 1];
    }

    // Classes and pairs are keys in Python; here they are their texts.
    private object Key(object? key) => key switch
    {
        string or long or bool or double => key,
        null => "None",
        PickleGlobal or PickleObject => key.ToString()!,
        PickleTuple { Items: { Count: <= LongestKey } items } when items.All(item => item is string or long or bool or double or null) => $"({string.Join(", ", items.Select(item => Convert.ToString(item ?? "None", CultureInfo.InvariantCulture)))})",
        _ => throw Wrong($"a dictionary key of {key.GetType().Name}, expected a text or a number"),
    };

    private void Push(object? value) => stack.Add(value);

    private void PushInteger(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
            Push((long)value);
        else
            Push(value);
    }

    private void PushIntegerOrTruth(string line)
    {
        if (line is "00" or "01")
            Push(line == "01");
        else
            PushInteger(Parse(line));
    }

    private object? Peek() => stack.Count > 0 ? stack[^1] : throw Wrong("the stack is empty");

    private T Top<T>()
        where T : class => Peek() as T ?? throw Wrong($"expected a {typeof(T).Name}, found {Peek()?.GetType().Name ?? "None"}");

    private object? Pop()
    {
        var top = Peek();
        stack.RemoveAt(stack.Count - 1);
        return top;
    }

    private List<object?> PopLast(int count)
    {
        if (stack.Count < count) throw Wrong($"{count} values are needed, the stack holds {stack.Count}");
        var last = stack.GetRange(stack.Count - count, count);
        stack.RemoveRange(stack.Count - count, count);
        return last;
    }

    private List<object?> PopMarked()
    {
        var items = stack;
        stack = marked.TryPop(out var below) ? below : throw Wrong("there is no mark to go back to");
        return items;
    }

    private void Recall(long index) => Push(memo.TryGetValue(index, out var value) ? value : throw Wrong($"nothing was remembered as number {index}"));

    private BigInteger Parse(string digits) =>
        BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong("a whole number cannot be read");

    private byte ReadByte() => stream.ReadByte() is >= 0 and var value ? (byte)value : throw Wrong("it ends here, before its last operation: is the file truncated?");

    private long ReadLength(int bytes) => bytes == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4)) : BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(8));

    private byte[] ReadBytes(long count)
    {
        if (count < 0 || count > length - stream.Position)
            throw Wrong($"{count} bytes should follow, {length - stream.Position} do: is the file truncated?");
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private string ReadText(long count, Encoding encoding) => encoding.GetString(ReadBytes(count));

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (var next = ReadByte(); next != '\n'; next = ReadByte())
            line.Append(line.Length < MaximumLine ? (char)next : throw Wrong($"a line longer than {MaximumLine}"));
        return line.ToString();
    }

    private InvalidDataException Wrong(string what) => new($"{source}: byte {stream.Position}: {what}.");
}
