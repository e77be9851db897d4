"""Times a case of cases.json in PyTorch: one process, one JSON line.

    python3 pytorch.py --case a --mode inference --threads 1 --form channels-last

With --paced one run follows each line on standard input, for contenders that take turns.

Forms: eager, channels-last, compiled (channels last through torch.compile; needs a C++ compiler). --dtype bfloat16 runs under autocast.
The networks are those of `unet bench` for the same case: same layers, same order, same loss and optimiser. Those of cases e and f are their authors' own, to be found on PYTHONPATH:
a checkout of https://github.com/Beckschen/TransUNet (with the packages ml_collections and scipy), and MONAI (with einops).
"""
import argparse
import json
import resource
import statistics
import sys
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

BARE = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class DoubleConv(nn.Sequential):
    def __init__(self, inputs, outputs, padded):
        layers = []
        for channels in (inputs, outputs):
            layers.append(nn.Conv2d(channels, outputs, 3, padding=1 if padded else 0, bias=not padded))
            if padded:
                layers.append(nn.BatchNorm2d(outputs))
            layers.append(nn.ReLU(inplace=True))
        super().__init__(*layers)


class UNet(nn.Module):
    """Valid convolutions and dropout as in the paper, or padded with batch normalisation."""

    def __init__(self, channels=1, classes=2, width=64, padded=False, depth=4):
        super().__init__()
        widths = [width << level for level in range(depth + 1)]
        self.down = nn.ModuleList(DoubleConv(i, o, padded) for i, o in zip([channels] + widths[:-1], widths))
        self.up = nn.ModuleList(nn.ConvTranspose2d(2 * w, w, 2, stride=2) for w in reversed(widths[:-1]))
        self.merge = nn.ModuleList(DoubleConv(2 * w, w, padded) for w in reversed(widths[:-1]))
        self.head = nn.Conv2d(width, classes, 1)
        self.dropout = nn.Identity() if padded else nn.Dropout(0.5)

    def forward(self, x):
        skips = []
        for level, block in enumerate(self.down):
            x = block(x)
            if level >= len(self.down) - 2:
                x = self.dropout(x)
            if level < len(self.down) - 1:
                skips.append(x)
                x = F.max_pool2d(x, 2)
        for up, merge in zip(self.up, self.merge):
            x, skip = up(x), skips.pop()
            top, left = (skip.shape[2] - x.shape[2]) // 2, (skip.shape[3] - x.shape[3]) // 2
            skip = skip[:, :, top:top + x.shape[2], left:left + x.shape[3]]
            x = merge(torch.cat([skip, x], dim=1))
        return self.head(x)


class Stage3d(nn.Sequential):
    def __init__(self, inputs, outputs, stride=1):
        layers = []
        for channels, step in ((inputs, stride), (outputs, 1)):
            layers += [nn.Conv3d(channels, outputs, 3, stride=step, padding=1), nn.InstanceNorm3d(outputs, eps=1e-5, affine=True), nn.LeakyReLU(0.01, inplace=True)]
        super().__init__(*layers)


class PlainConvUNet(nn.Module):
    def __init__(self, channels=1, classes=3, features=(32, 64, 128)):
        super().__init__()
        self.encoder = nn.ModuleList(Stage3d(i, o, 1 if level == 0 else 2) for level, (i, o) in enumerate(zip((channels, *features), features)))
        pairs = list(zip(reversed(features[1:]), reversed(features[:-1])))
        self.up = nn.ModuleList(nn.ConvTranspose3d(below, above, 2, stride=2) for below, above in pairs)
        self.decoder = nn.ModuleList(Stage3d(2 * above, above) for _, above in pairs)
        self.head = nn.Conv3d(features[0], classes, 1)

    def forward(self, x):
        skips = []
        for stage in self.encoder:
            x = stage(x)
            skips.append(x)
        skips.pop()
        for up, stage in zip(self.up, self.decoder):
            x = stage(torch.cat([up(x), skips.pop()], dim=1))
        return self.head(x)


def transunet(options, size):
    from networks.vit_seg_modeling import VisionTransformer, CONFIGS
    config = CONFIGS["R50-ViT-B_16"]
    config.n_classes = options["classes"]
    config.patches.grid = (size // 16, size // 16)
    return VisionTransformer(config, img_size=size, num_classes=options["classes"])


def network_of(case):
    options = case["options"]
    if case["network"] == "transunet":
        return transunet(options, case["input"][1])
    if case["network"] == "swin-unetr":
        from monai.networks.nets import SwinUNETR
        return SwinUNETR(in_channels=options["channels"], out_channels=options["classes"], feature_size=options["width"])
    if case["network"] == "nnunet":
        return PlainConvUNet(features=tuple(int(width) for width in options["features"].split("-")))
    return UNet(channels=options.get("channels", 1), width=options["width"], padded=options.get("padding") == "same")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--case", required=True)
    parser.add_argument("--mode", choices=["inference", "training"], default="inference")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--form", choices=["eager", "channels-last", "compiled"], default="eager")
    parser.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--paced", action="store_true")
    given = parser.parse_args()

    torch.set_num_threads(given.threads)
    torch.manual_seed(1)
    case = next(case for case in json.loads(Path(__file__).with_name("cases.json").read_text()) if case["name"] == given.case)
    network = network_of(case)
    n, *spatial, channels = case["input"]
    x = torch.rand(n, channels, *spatial)
    if given.form != "eager":
        layout = torch.channels_last_3d if len(spatial) == 3 else torch.channels_last
        network, x = network.to(memory_format=layout), x.to(memory_format=layout)
    run_network = torch.compile(network) if given.form == "compiled" else network
    cast = torch.autocast("cpu", dtype=torch.bfloat16, enabled=given.dtype == "bfloat16")

    if given.mode == "inference":
        network.eval()

        def step():
            with torch.inference_mode(), cast:
                run_network(x)
    else:
        network.train()
        with torch.no_grad():
            labels = torch.zeros(network(x).shape[:1] + network(x).shape[2:], dtype=torch.long)
        optimiser = torch.optim.SGD(network.parameters(), lr=1e-6, momentum=0.99)

        def step():
            optimiser.zero_grad(set_to_none=True)
            with cast:
                loss = F.cross_entropy(run_network(x).float(), labels)
            loss.backward()
            optimiser.step()

    step()
    step()
    times = []
    if given.paced:
        print("ready", flush=True)
    for _ in sys.stdin if given.paced else range(given.runs):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1e3)
        if given.paced:
            print(json.dumps({"ms": times[-1]}), flush=True)
    print(json.dumps({
        "ms": statistics.median(times),
        "residentBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - BARE,
        "version": torch.__version__,
    }))


main()
