using System.Numerics;
using System.Text;

namespace UNetSharp.ModelFiles.Tests.Pytorch;

public sealed class PickleReaderTests
{
    [Theory]
    [InlineData("N.", null)]
    [InlineData("\u0080\u0002\u0088.", true)]
    [InlineData("I01\n.", true)]
    [InlineData("I-12\n.", -12L)]
    [InlineData("L123L\n.", 123L)]
    [InlineData("K\u00FF.", 255L)]
    [InlineData("M\u0001\u0002.", 513L)]
    [InlineData("J\u00FE\u00FF\u00FF\u00FF.", -2L)]
    [InlineData("\u008A\u0000.", 0L)]
    [InlineData("\u008A\u0002\u0000\u0080.", -32768L)]
    [InlineData("F2.5\n.", 2.5)]
    [InlineData("G\u003F\u00F8\u0000\u0000\u0000\u0000\u0000\u0000.", 1.5)]
    [InlineData("X\u0002\u0000\u0000\u0000\u00C3\u00BC.", "ü")]
    [InlineData("U\u0001\u00FC.", "ü")]
    [InlineData("K\u0001q\u0000K\u00020h\u0000.", 1L)]
    [InlineData("K\u0001K\u00022\u0086R.", "a call of something that is no function")]
    public void Constants_are_read(string pickle, object? expected)
    {
        if (expected is string message && message.StartsWith("a call", StringComparison.Ordinal))
            Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(pickle)).Message, StringComparison.Ordinal);
        else
            Assert.Equal(expected, Read(pickle));
    }

    [Fact]
    public void Whole_numbers_beyond_64_bits_are_kept() =>
        Assert.Equal(BigInteger.One << 64, Read("\u008A\u0009\0\0\0\0\0\0\0\0\u0001."));

    [Fact]
    public void Lists_tuples_and_dictionaries_are_built_in_the_order_of_protocol_0_and_2()
    {
        Assert.Equal([1L, 2L], Assert.IsType<PickleList>(Read("(lp0\nI1\naI2\na.")));
        Assert.Equal([1L, 2L], Assert.IsType<PickleList>(Read("](K\u0001K\u0002e.")));
        Assert.Equal([1L, 2L, 3L], Assert.IsType<PickleTuple>(Read("K\u0001K\u0002K\u0003\u0087.")).Items);
        var dictionary = Assert.IsType<PickleDictionary>(Read("}(K\u0001K\u0002K\u0003Nu."));
        Assert.Equal([KeyValuePair.Create<object, object?>(1L, 2L), KeyValuePair.Create<object, object?>(3L, null)], dictionary.Pairs);
    }

    [Fact]
    public void An_OrderedDict_of_Python_2_is_a_call_with_pairs()
    {
        var dictionary = Assert.IsType<PickleDictionary>(Read("ccollections\nOrderedDict\n((lp0\n(lp1\nU\u0001aaI5\naatR."));
        Assert.Equal([KeyValuePair.Create<object, object?>("a", 5L)], dictionary.Pairs);
    }

    [Fact]
    public void A_numpy_number_is_a_number() =>
        Assert.Equal(0.5, Read("cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(U\u0002f8\u0089\u0088tR(K\u0003U\u0001<NNNJ\u00FF\u00FF\u00FF\u00FFJ\u00FF\u00FF\u00FF\u00FFK\0tbc_codecs\nencode\n(X\u0009\0\0\0\0\0\0\0\0\0\u00C3\u00A0?X\u0006\0\0\0latin1tRtR."));

    [Theory]
    [InlineData("cos\nsystem\n(U\u0004echotR.", "it holds an object of 'os.system', which is never loaded")]
    [InlineData("U\u0002osU\u0006system\u0093.", "it holds an object of 'os.system', which is never loaded")]
    [InlineData("c__builtin__\neval\n.", "'__builtin__.eval', which is never loaded")]
    [InlineData("ctorch\nload\n.", "'torch.load', which is never loaded")]
    [InlineData("ctorch._utils\n_rebuild_sparse_tensor\n.", "'torch._utils._rebuild_sparse_tensor', which is never loaded")]
    [InlineData("(ios\nsystem\n.", "operation 0x69 is damage, or builds objects that are not read")]
    [InlineData("ctorch\nSize\n(tR.", "a call of 'torch.Size' with 0 arguments")]
    [InlineData("K\u0001}b.", "a state for Int64 that is not read")]
    [InlineData("]}b.", "a state for PickleList that is not read")]
    [InlineData("}]K\u0001s.", "a dictionary key of PickleList")]
    [InlineData("}(K\u0001u.", "a dictionary with a key and no value")]
    [InlineData("K\u0001Q.", "a reference outside the pickle that is no storage")]
    [InlineData("h\u0007.", "nothing was remembered as number 7")]
    [InlineData("t.", "there is no mark to go back to")]
    [InlineData(".", "the stack is empty")]
    [InlineData("K\u0001", "ends here, before its last operation")]
    [InlineData("X\u00FF\u00FF\u00FF\u007Fabc", "2147483647 bytes should follow, 3 do")]
    [InlineData("\u008D\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FFabc", "-1 bytes should follow, 3 do")]
    public void What_is_no_plain_value_is_refused(string pickle, string message)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => Read(pickle));
        Assert.StartsWith("test.pkl: byte ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("nt", "system")]
    [InlineData("subprocess", "Popen")]
    [InlineData("builtins", "exec")]
    [InlineData("builtins", "getattr")]
    [InlineData("__builtin__", "apply")]
    [InlineData("importlib", "import_module")]
    [InlineData("importlib._bootstrap", "_gcd_import")]
    [InlineData("runpy", "_run_code")]
    [InlineData("operator", "attrgetter")]
    [InlineData("functools", "reduce")]
    [InlineData("types", "FunctionType")]
    [InlineData("pathlib", "os.system")]
    [InlineData("collections", "abc.sys.modules")]
    [InlineData("_io", "open")]
    [InlineData("_posixsubprocess", "fork_exec")]
    [InlineData("torch", "hub.load")]
    [InlineData("torch.hub", "load")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("torch.utils.cpp_extension", "load")]
    [InlineData("numpy.testing._private.utils", "runstring")]
    [InlineData("cloudpickle.cloudpickle", "_make_function")]
    [InlineData("omegaconf", "os.system")]
    [InlineData("", "system")]
    public void Names_that_reach_the_machine_are_refused_however_they_are_used(string module, string name)
    {
        string[] uses = [".", "(U\u0004echotR.", ")\u0081.", ")}\u0092."];
        foreach (var use in uses)
        {
            var message = $"it holds an object of '{module}.{name}', which is never loaded";
            Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read($"c{module}\n{name}\n{use}")).Message, StringComparison.Ordinal);
            Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read($"U{(char)module.Length}{module}U{(char)name.Length}{name}\u0093{use}")).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("c__main__\nConfig\n)\u0081}U\u0001aK\u0001sb.", "__main__.Config", 2)]
    [InlineData("comegaconf.dictconfig\nDictConfig\n)\u0081}b.", "omegaconf.dictconfig.DictConfig", 2)]
    [InlineData("cpathlib\nPosixPath\n(U\u0001aU\u0001btR.", "pathlib.PosixPath", 1)]
    [InlineData("ccopy_reg\n_reconstructor\n(cargparse\nNamespace\nc__builtin__\nobject\nNtR}b.", "argparse.Namespace", 2)]
    [InlineData("cshop\nBasket\n)\u0081(K\u0001K\u0002eK\u0003a.", "shop.Basket", 4)]
    [InlineData("cshop\nShelf\n)\u0081(K\u0001K\u0002uK\u0003K\u0004s.", "shop.Shelf", 5)]
    [InlineData("cshop\nMode\nK\u0001\u0085R.", "shop.Mode", 1)]
    public void Classes_of_others_stand_for_objects_that_are_never_made(string pickle, string kind, int parts)
    {
        var read = Assert.IsType<PickleObject>(Read(pickle));
        Assert.Equal(($"an object of '{kind}'", parts), (read.ToString(), read.Parts.Count));
    }

    [Fact]
    public void A_class_or_a_pair_is_a_key_by_its_text()
    {
        var dictionary = Assert.IsType<PickleDictionary>(Read("}(cshop\nBasket\nK\u0001K\u0001K\u0002\u0086K\u0003NK\u0004u."));
        Assert.Equal(["shop.Basket", "(1, 2)", "None"], dictionary.Pairs.Select(pair => pair.Key));
    }

    [Fact]
    public void A_list_that_contains_itself_is_refused()
    {
        var flattening = new PytorchFlattening("test.pth");
        var refusal = Assert.Throws<InvalidDataException>(() => flattening.Add(Read("]q\0h\0a.")));
        Assert.Contains("test.pth: is nested too deeply", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ccollections\nOrderedDict\nq\u0001", "h\u0001h\0\u0085R0", "copies: too many for a checkpoint")]
    [InlineData("cshop\nBasket\nq\u0001", "h\u0001h\0\u0085R", null)]
    [InlineData("cshop\nBasket\nq\u0001h\0\u0085q\u0002", "h\u0001h\u0002\u0081", null)]
    [InlineData("c__builtin__\nset\nq\u0001", "h\u0001h\0\u0085R", "copies: too many for a checkpoint")]
    public void A_long_list_that_is_remembered_is_not_copied_without_end(string beginning, string repeated, string? message)
    {
        // Pairs of one key: a list of 10,000, which 10,000 operations make 100,000,000 of, if they copy it.
        var list = "](" + string.Concat(Enumerable.Repeat("K\u0001K\u0001\u0086", 10_000)) + "eq\0";
        var pickle = list + beginning + string.Concat(Enumerable.Repeat(repeated, 10_000)) + ".";
        var before = GC.GetAllocatedBytesForCurrentThread();
        if (message is null) Assert.IsType<PickleObject>(Read(pickle));
        else Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(pickle)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void A_key_of_many_parts_is_refused() =>
        Assert.Contains("a dictionary key of PickleTuple", Assert.Throws<InvalidDataException>(() => Read("}(" + string.Concat(Enumerable.Repeat("K\u0001", 9)) + "tK\u0001s.")).Message, StringComparison.Ordinal);

    [Fact]
    public void Lists_that_double_at_each_level_are_refused()
    {
        var bomb = new StringBuilder("]q\0");
        for (var level = 0; level < 60; level++) bomb.Append("](h\0h\0eq\0");
        var refusal = Assert.Throws<InvalidDataException>(() => new PytorchFlattening("test.pth").Add(Read(bomb + ".")));
        Assert.Contains("holds too many parts", refusal.Message, StringComparison.Ordinal);
    }

    private static object? Read(string pickle)
    {
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(pickle));
        return new PickleReader(stream, "test.pkl").Read();
    }
}
