namespace UNetSharp.ModelFiles;

/// <summary>Which classes and functions a checkpoint may name without being refused, though nothing is known of them.</summary>
/// <remarks>
/// <para>Whatever a pickle names, nothing of it is ever run here; a name is a text. The question is what to tell whoever opens the file.</para>
/// <para>
/// The classes of a program or a library of its own stand beside the weights of many checkpoints: settings, paths, dates, losses. They become inert objects (<see cref="PickleObject"/>). What belongs to Python
/// itself, to PyTorch or to numpy has no business in a checkpoint unless it is listed here: such a name is how hostile pickles reach the machine (<c>os.system</c>, <c>builtins.eval</c>), and the file is refused by it.
/// </para>
/// </remarks>
internal static class PythonNames
{
    /// <summary>Python's standard library (3.11), what Python 2 called differently, PyTorch and numpy, and libraries whose purpose is to load or run programs.</summary>
    private static readonly HashSet<string> Reserved =
    [
        .. """
        abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys
        compileall concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler
        fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress
        itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode
        operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri
        random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse
        ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize tomllib trace
        traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
        BaseHTTPServer ConfigParser HTMLParser Queue SimpleHTTPServer SocketServer StringIO Tkinter UserDict cPickle cStringIO commands copy_reg exceptions httplib popen2 thread urllib2 urlparse
        torch numpy cloudpickle dill joblib jsonpickle pip setuptools pkg_resources IPython pexpect test
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];

    private static readonly string[] ReservedButHarmless = ["torch.nn.", "torch.optim.", "torch.utils.data.", "torch.distributions.", "numpy.dtypes"];

    private static readonly HashSet<string> Builtins = ["object", "set", "frozenset", "dict", "list", "tuple", "int", "long", "float", "complex", "bool", "str", "unicode", "bytes", "bytearray", "slice", "range", "xrange"];

    /// <summary>Whether a name may stand for an inert object.</summary>
    public static bool MayStand(PickleGlobal global)
    {
        var root = global.Module.Split('.')[0];
        if (root != "__main__" && (root.StartsWith('_') || Reserved.Contains(root))) return IsHarmless(global);

        // A name may lead through what a module has imported: "os.system" of any other.
        return root.Length > 0 && !global.Name.Split('.')[..^1].Any(Reserved.Contains);
    }

    private static bool IsHarmless(PickleGlobal global) => (global.Module, global.Name) switch
    {
        ("builtins" or "__builtin__", var name) => Builtins.Contains(name),
        ("argparse", "Namespace") or ("types", "SimpleNamespace") or ("functools", "partial") => true,
        ("pathlib" or "pathlib._local", "Path" or "PurePath" or "PosixPath" or "PurePosixPath" or "WindowsPath" or "PureWindowsPath") => true,
        ("datetime", "datetime" or "date" or "time" or "timedelta" or "timezone") => true,
        ("decimal", "Decimal") or ("fractions", "Fraction") or ("uuid", "UUID" or "SafeUUID") or ("typing", _) => true,
        ("torch", "Tensor" or "dtype") => true,
        ("numpy", var name) => name is "ndarray" or "number" or "generic" or "floating" or "integer" or "bool_" or "str_" or "bytes_" || PytorchObjects.IsElementType(name),
        var (module, _) => ReservedButHarmless.Any(harmless => module.StartsWith(harmless, StringComparison.Ordinal)),
    };
}
