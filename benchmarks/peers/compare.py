"""Runs the cases of cases.json in UNetSharp, PyTorch and ONNX Runtime, round after round, and prints one table of ratios.

    python3 compare.py --unet "dotnet ../../src/Cli/bin/Release/net10.0/unet.dll" --python /usr/bin/python3 --threads 1 2 --rounds 3

Contenders of one round run one after another, so that they meet the same state of the machine; a ratio is taken within its round, and the median over the rounds is printed.
Each time is the median of --runs runs after two that do not count. Every contender is a process of its own.
"""
import argparse
import json
import shlex
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OURS = "UNetSharp"


def last_line(command, **how):
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE, **how)
    if done.returncode != 0:
        raise RuntimeError(f"{shlex.join(command)}: {done.stderr.strip()[-400:]}")
    return json.loads(done.stdout[done.stdout.index("{"):])


def options(case):
    return [word for name, value in case["options"].items() for word in ("--option", f"{name}={value}")]


def ours(given, case, mode, threads):
    found = last_line([*shlex.split(given.unet), "bench", "--network", case["network"], *options(case), "--input", "x".join(map(str, case["input"])),
                       "--mode", mode, "--threads", str(threads), "--runs", str(given.runs), "--json"])
    return {
        "ms": found["inferenceMs" if mode == "inference" else "trainingStepMs"],
        "residentBytes": found["residentBytes"],
        "plannedBytes": found["inferenceBytes" if mode == "inference" else "trainingBytes"],
        "peakGflops": found["peakGflops"],
    }


def pytorch(given, case, mode, threads, form, dtype="float32"):
    # glibc gives large blocks back to the system at every free; kept, PyTorch does not fault them in anew at every layer.
    tuned = ["env", "MALLOC_MMAP_MAX_=0", "MALLOC_TRIM_THRESHOLD_=34359738368", "MALLOC_TOP_PAD_=268435456"]
    command = [*shlex.split(given.python), str(Path(given.pytorch or HERE) / "pytorch.py"), "--case", case["name"], "--mode", mode, "--threads", str(threads),
               "--form", form.removesuffix("-tuned"), "--dtype", dtype, "--runs", str(given.runs)]
    return last_line([*tuned, *command] if form.endswith("-tuned") else command)


def onnxruntime(given, case, threads):
    n, *spatial, channels = case["input"]
    return last_line(["node", "onnxruntime.mjs", "--model", str(Path(given.onnx) / f"{case['name']}.onnx"), "--input", "x".join(map(str, [n, channels, *spatial])),
                      "--threads", str(threads), "--runs", str(given.runs)])


def contenders(given, mode):
    yield OURS, ours
    for form in given.forms:
        yield f"PyTorch {form}", lambda g, c, m, t, form=form: pytorch(g, c, m, t, form)
    if given.bfloat16:
        yield "PyTorch bfloat16", lambda g, c, m, t: pytorch(g, c, m, t, "channels-last-tuned", "bfloat16")
    if given.onnx and mode == "inference":
        yield "ONNX Runtime", lambda g, c, m, t: onnxruntime(g, c, t)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unet", required=True, help="the command, such as 'dotnet …/unet.dll'")
    parser.add_argument("--python", default=sys.executable, help="a Python with PyTorch; may be a longer command, such as a chroot's")
    parser.add_argument("--pytorch", help="the folder of pytorch.py as that Python sees it")
    parser.add_argument("--onnx", help="a folder with a.onnx to f.onnx, written by `unet convert`")
    parser.add_argument("--cases", nargs="+", default=["a", "b", "c", "d"], help="e and f, the transformers, need their authors' code: see pytorch.py")
    parser.add_argument("--modes", nargs="+", default=["inference", "training"])
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--forms", nargs="+", default=["eager", "eager-tuned", "channels-last", "channels-last-tuned"])
    parser.add_argument("--bfloat16", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--record", help="a file for every figure, as JSON lines")
    given = parser.parse_args()

    cases = [case for case in json.loads((HERE / "cases.json").read_text()) if case["name"] in given.cases]
    print("| case | mode | threads | UNetSharp ms | FMA peak | best peer | ms | ratio | memory, MB: ours (planned) | PyTorch's least |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for case in cases:
        for mode in given.modes:
            for threads in given.threads:
                print(row(given, case, mode, threads), flush=True)


def row(given, case, mode, threads):
    found = {}
    for number in range(given.rounds):
        for name, run in contenders(given, mode):
            try:
                figures = run(given, case, mode, threads)
            except RuntimeError as failure:
                print(failure, file=sys.stderr)
                continue
            found.setdefault(name, []).append(figures)
            if given.record:
                with open(given.record, "a", encoding="utf-8") as record:
                    record.write(json.dumps({"case": case["name"], "mode": mode, "threads": threads, "round": number, "contender": name, **figures}) + "\n")

    def median(name, key="ms"):
        return statistics.median(figures[key] for figures in found[name])

    peers = [name for name in found if name not in (OURS, "PyTorch bfloat16")]
    best = min(peers, key=median)
    ratio = statistics.median(theirs["ms"] / own["ms"] for theirs, own in zip(found[best], found[OURS]))
    memory = min((median(name, "residentBytes") for name in peers if name.startswith("PyTorch")), default=float("nan"))
    return (f"| {case['name']} | {mode} | {threads} | {median(OURS):.0f} | {median(OURS, 'peakGflops'):.0f} GFLOP/s | {best} | {median(best):.0f} | **{ratio:.2f}** "
            f"| {median(OURS, 'residentBytes') / 1e6:.0f} ({median(OURS, 'plannedBytes') / 1e6:.0f}) | {memory / 1e6:.0f} |")


main()
