"""Segments DRIVE images with the checkpoint of orobix/retina-unet through `unet run`, prepared as its authors do, and scores it inside the field of view.

    python drive.py UNET WEIGHTS.h5 DRIVE/training [21 24 28 32 36 40]

Needs numpy and Pillow. Preparation: grey = .299 R + .587 G + .114 B; z-score over the set; each image to 0..255; contrast-limited adaptive histogram equalisation (clip 2, 8x8 tiles);
gamma 1.2; / 255; patches of 48x48, overlapping by half (the authors' stride is 5), averaged.
"""
import glob
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

PATCH, STRIDE, TILES, CLIP, GAMMA = 48, 24, 8, 2.0, 1.2


def grey(path):
    return np.asarray(Image.open(path).convert('RGB')).astype('f8') @ [.299, .587, .114]


def equalised(image):
    """Zuiderveld 1994, as OpenCV has it: histograms of tiles are clipped, what is above is shared out, and the tiles' tables are interpolated."""
    height, width = image.shape
    padded = np.pad(image, ((0, -height % TILES), (0, -width % TILES)), mode='reflect')
    th, tw = padded.shape[0] // TILES, padded.shape[1] // TILES
    limit = max(int(CLIP * th * tw / 256), 1)
    tables = np.zeros((TILES, TILES, 256))
    for y in range(TILES):
        for x in range(TILES):
            counts = np.bincount(padded[y * th:(y + 1) * th, x * tw:(x + 1) * tw].ravel(), minlength=256)
            excess = np.maximum(counts - limit, 0).sum()
            counts = np.minimum(counts, limit) + excess // 256
            if excess % 256:
                counts[np.arange(0, 256, max(256 // (excess % 256), 1))[:excess % 256]] += 1
            tables[y, x] = np.clip(np.rint(np.cumsum(counts) * 255 / (th * tw)), 0, 255)
    ys, xs = np.arange(height) / th - .5, np.arange(width) / tw - .5
    top, left = np.floor(ys).astype(int), np.floor(xs).astype(int)
    down, right = (ys - top)[:, None], (xs - left)[None]
    inside = lambda index: np.clip(index, 0, TILES - 1)
    at = lambda y, x: tables[inside(y)[:, None], inside(x)[None], image]
    upper = at(top, left) * (1 - right) + at(top, left + 1) * right
    lower = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right
    return np.rint(upper * (1 - down) + lower * down).astype(np.uint8)


def vessels(unet, weights, image, folder):
    height, width = image.shape
    ys, xs = [range(0, -(-(size - PATCH) // STRIDE) * STRIDE + 1, STRIDE) for size in (height, width)]
    padded = np.zeros((ys[-1] + PATCH, xs[-1] + PATCH), 'f4')
    padded[:height, :width] = image
    np.save(f'{folder}/x.npy', np.stack([padded[y:y + PATCH, x:x + PATCH] for y in ys for x in xs])[:, None])
    subprocess.run([unet, 'run', weights, '--input', f'{folder}/x.npy', '--out', f'{folder}/y.npy', '--force'], check=True)
    scores = np.exp(np.load(f'{folder}/y.npy'))
    patches = iter(scores[:, 1] / scores.sum(1))
    total, count = np.zeros(padded.shape), np.zeros(padded.shape)
    for y in ys:
        for x in xs:
            total[y:y + PATCH, x:x + PATCH] += next(patches)
            count[y:y + PATCH, x:x + PATCH] += 1
    return (total / count)[:height, :width]


def main(unet, weights, drive, *chosen):
    names = list(range(21, 41))
    images = {name: grey(f'{drive}/images/{name}_training.tif') for name in names}
    every = np.stack(list(images.values()))
    table = ((np.arange(256) / 255) ** (1 / GAMMA) * 255).astype(np.uint8)
    found, truth = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name in map(int, chosen or names):
            image = (images[name] - every.mean()) / every.std()
            image = ((image - image.min()) / (image.max() - image.min()) * 255).astype(np.uint8)
            probabilities = vessels(unet, weights, table[equalised(image)].astype('f4') / 255, folder)
            field = np.asarray(Image.open(glob.glob(f'{drive}/mask/{name}_*')[0]).convert('L')) > 127
            found.append(probabilities[field])
            truth.append((np.asarray(Image.open(f'{drive}/1st_manual/{name}_manual1.gif').convert('L')) > 127)[field])
    p, t = np.concatenate(found), np.concatenate(truth)
    rank = np.empty(len(p))
    rank[np.argsort(p, kind='stable')] = np.arange(1, len(p) + 1)
    area = (rank[t].sum() - t.sum() * (t.sum() + 1) / 2) / (t.sum() * (~t).sum())
    tp, fp, fn = (p > .5)[t].sum(), (p > .5)[~t].sum(), (p <= .5)[t].sum()
    print(f'AUC {area:.4f}, accuracy {1 - (fp + fn) / len(p):.4f}, sensitivity {tp / (tp + fn):.4f}, specificity {1 - fp / (~t).sum():.4f}, F1 {2 * tp / (2 * tp + fp + fn):.4f}')


main(*sys.argv[1:])
