"""Runs the cases of cases.json in UNetSharp, PyTorch and ONNX Runtime, turn by turn, and prints one table of ratios.

    python3 compare.py --unet "dotnet ../../src/Cli/bin/Release/net10.0/unet.dll" --python /usr/bin/python3 --threads 1 2 --turns 9

Every contender is a process of its own. All are started and warmed up one after another; then they take turns, one run each, while the others wait: runs that are compared lie a second or so apart
and meet the same state of the machine. Printed are the medians over all turns, the median of each turn's ratio, and the ratio of the least times (what the machine does when nobody disturbs it).
"""
import argparse
import json
import shlex
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
OURS = "UNetSharp"
BFLOAT16 = "PyTorch bfloat16"

# glibc gives large blocks back to the system at every free; kept, PyTorch does not fault them in anew at every layer.
TUNED = ["env", "MALLOC_MMAP_MAX_=0", "MALLOC_TRIM_THRESHOLD_=34359738368", "MALLOC_TOP_PAD_=268435456"]


class Contender:
    """A process that is warm and waits; each line sent to it is one run."""

    def __init__(self, name, command):
        self.name, self.times, self.peaks, self.figures = name, [], [], {}
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")
        self._process = subprocess.Popen([*command, "--paced"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True, cwd=HERE)
        while (line := self._process.stdout.readline()) != "ready\n":
            if not line:
                self._errors.seek(0)
                raise RuntimeError(f"{name}: {shlex.join(command)}: {self._errors.read().strip()[-400:]}")

    def run(self):
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        turn = json.loads(self._process.stdout.readline())
        self.times.append(turn["ms"])
        self.peaks.append(turn.get("peakGflops"))

    def finish(self):
        self._process.stdin.close()
        self.figures = json.loads(self._process.stdout.read())
        self._process.wait()


def ours(given, case, mode, threads, bits=None):
    options = [word for name, value in case["options"].items() for word in ("--option", f"{name}={value}")]
    narrower = ["env", f"DOTNET_PreferredVectorBitWidth={bits}"] if bits else []
    return [*narrower, *shlex.split(given.unet), "bench", "--network", case["network"], *options, "--input", "x".join(map(str, case["input"])), "--mode", mode, "--threads", str(threads), "--json"]


def pytorch(given, case, mode, threads, form, dtype="float32"):
    command = [*shlex.split(given.python), str(Path(given.pytorch or HERE) / "pytorch.py"), "--case", case["name"], "--mode", mode, "--threads", str(threads),
               "--form", form.removesuffix("-tuned"), "--dtype", dtype]
    return [*TUNED, *command] if form.endswith("-tuned") else command


def onnxruntime(given, case, threads):
    n, *spatial, channels = case["input"]
    return ["node", "onnxruntime.mjs", "--model", str(Path(given.onnx) / f"{case['name']}.onnx"), "--input", "x".join(map(str, [n, channels, *spatial])), "--threads", str(threads)]


def commands(given, case, mode, threads):
    yield OURS, ours(given, case, mode, threads)
    for form in given.forms:
        yield f"PyTorch {form}", pytorch(given, case, mode, threads, form)
    if given.bfloat16:
        yield BFLOAT16, pytorch(given, case, mode, threads, "channels-last-tuned", "bfloat16")
    if given.onnx and mode == "inference":
        yield "ONNX Runtime", onnxruntime(given, case, threads)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unet", required=True, help="the command, such as 'dotnet …/unet.dll'")
    parser.add_argument("--python", default=sys.executable, help="a Python with PyTorch; may be a longer command, such as a chroot's")
    parser.add_argument("--pytorch", help="the folder of pytorch.py as that Python sees it")
    parser.add_argument("--onnx", help="a folder with a.onnx to f.onnx, written by `unet convert`")
    parser.add_argument("--cases", nargs="+", default=["a", "b", "c", "d"], help="e and f, the transformers, need their authors' code: see pytorch.py")
    parser.add_argument("--modes", nargs="+", default=["inference", "training"])
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--forms", nargs="+", default=["eager", "eager-tuned", "channels-last", "channels-last-tuned"], help="also compiled and compiled-tuned")
    parser.add_argument("--bfloat16", action="store_true", help="PyTorch under autocast too; it is shown and is not the best peer")
    parser.add_argument("--turns", type=int, default=9)
    parser.add_argument("--alone", action="store_true", help="no peers: UNetSharp with each number of threads and each width of --bits, in turn, beside its own peak")
    parser.add_argument("--bits", nargs="+", type=int, default=[None], help="registers of so many bits, such as 256 128; the widest by default")
    parser.add_argument("--record", help="a file for every run's time, as JSON lines")
    given = parser.parse_args()

    cases = [case for case in json.loads((HERE / "cases.json").read_text()) if case["name"] in given.cases]
    if given.alone:
        alone(given, cases)
        return
    print("| case | mode | threads | contender | median, ms | least, ms | ratio, median of turns | ratio of the least | peak, GFLOP/s | memory, MB (planned) |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for case in cases:
        for mode in given.modes:
            for threads in given.threads:
                for contender in contest(given, case, mode, threads):
                    print(f"| {case['name']} | {mode} | {threads} | {contender}", flush=True)


def alone(given, cases):
    """UNetSharp beside itself."""
    print("| case | mode | threads, bits | median, ms | least, ms | peak, GFLOP/s | share of peak, turn by turn | times as fast as the first |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for case in cases:
        for mode in given.modes:
            field = take_turns(given, case, mode, [(f"{threads}, {bits or 'widest'}", ours(given, case, mode, threads, bits)) for threads in given.threads for bits in given.bits])
            for contender in field:
                figures = contender.figures
                rate = figures["inferenceGflops" if mode == "inference" else "trainingGflops"] * statistics.median(contender.times)
                shares = sorted(rate / time / peak for time, peak in zip(contender.times, contender.peaks))
                speedup = statistics.median(first / time for first, time in zip(field[0].times, contender.times))
                print(f"| {case['name']} | {mode} | {contender.name} | {statistics.median(contender.times):.0f} | {min(contender.times):.0f} | {min(contender.peaks):.0f} to {max(contender.peaks):.0f} "
                      f"| {shares[0]:.2f} to {shares[-1]:.2f}, median {statistics.median(shares):.2f} | {speedup:.2f} |", flush=True)


def take_turns(given, case, mode, named):
    """Contenders that have run --turns times, one after another."""
    field = []
    for name, command in named:
        try:
            field.append(Contender(name, command))
        except RuntimeError as failure:
            if not field:
                raise
            print(failure, file=sys.stderr)
    for _ in range(given.turns):
        for contender in field:
            contender.run()
    for contender in field:
        contender.finish()
        if given.record:
            with open(given.record, "a", encoding="utf-8") as record:
                record.write(json.dumps({"case": case["name"], "mode": mode, "contender": contender.name, "times": contender.times, "peaks": contender.peaks, **contender.figures}) + "\n")
    return field


def contest(given, case, mode, threads):
    """The rows of one contest, ours first and then the peers, the fastest ahead."""
    own, *peers = take_turns(given, case, mode, commands(given, case, mode, threads))
    return [row(contender, own) for contender in [own, *sorted(peers, key=lambda peer: statistics.median(peer.times))]]


def row(contender, own):
    ratio = statistics.median(theirs / ours for theirs, ours in zip(contender.times, own.times))
    planned = next((f" ({size / 1e6:.0f})" for size in (contender.figures.get("inferenceBytes"), contender.figures.get("trainingBytes")) if size), "")
    peaks = [peak for peak in contender.peaks if peak]
    return (f"{contender.name} | {statistics.median(contender.times):.0f} | {min(contender.times):.0f} | {f'**{ratio:.2f}**' if contender is not own else ''} "
            f"| {f'{min(contender.times) / min(own.times):.2f}' if contender is not own else ''} | {f'{min(peaks):.0f} to {max(peaks):.0f}' if peaks else ''} "
            f"| {contender.figures['residentBytes'] / 1e6:.0f}{planned} |")


main()
