// Runs a .onnx file with ONNX Runtime on an array and compares the result with that of `unet run`.
//
//   npm install --ignore-scripts        (in the folder above)
//   unet run net.onnx --input x.npy --out y.npy
//   node check.mjs net.onnx x.npy y.npy
//
// Prints the largest difference and the median time of five runs; exits with 1 where the difference is above 1e-4 of the largest number.
import { readFileSync } from 'node:fs';
import ort from 'onnxruntime-node';

// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html: a magic string, a version, the length of the header, the header, the numbers.
function readNpy(path) {
  const file = readFileSync(path);
  const wide = file[6] >= 2;
  const begin = wide ? 12 + file.readUInt32LE(8) : 10 + file.readUInt16LE(8);
  const header = file.toString('latin1', wide ? 12 : 10, begin);
  const descr = /'descr': *'([^']+)'/.exec(header)[1];
  if (descr !== '<f4' || /'fortran_order': *True/.test(header)) throw new Error(`${path}: holds ${descr}; little-endian float32 in C order is read.`);
  const shape = /'shape': *\(([^)]*)\)/.exec(header)[1].split(',').map((text) => text.trim()).filter(Boolean).map(Number);
  const bytes = file.subarray(begin);
  return { shape, values: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)) };
}

const [model, inputPath, expectedPath, threads] = process.argv.slice(2);
if (!expectedPath) {
  console.error('node check.mjs NET.onnx X.npy Y.npy [THREADS]');
  process.exit(2);
}

const session = await ort.InferenceSession.create(model, { intraOpNumThreads: Number(threads ?? 0), logSeverityLevel: 3 });
const input = readNpy(inputPath);
const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', input.values, input.shape) };
const times = [];
let result;
for (let run = 0; run < 5; run++) {
  const start = performance.now();
  result = (await session.run(feeds))[session.outputNames[0]];
  times.push(performance.now() - start);
}

const expected = readNpy(expectedPath);
if (expected.shape.join() !== result.dims.join()) {
  console.error(`${model}: ONNX Runtime gives [${result.dims}], unet run [${expected.shape}].`);
  process.exit(1);
}

let [difference, largest] = [0, 0];
for (let at = 0; at < expected.values.length; at++) {
  const apart = Math.abs(result.data[at] - expected.values[at]);
  difference = apart > difference || Number.isNaN(apart) ? apart : difference;
  largest = Math.max(largest, Math.abs(expected.values[at]));
}

console.log(`${model} [${input.shape}] -> [${result.dims}]: largest difference ${difference.toExponential(2)}, largest number ${largest.toFixed(3)}, ONNX Runtime ${times.sort((a, b) => a - b)[2].toFixed(1)} ms`);
process.exit(difference <= 1e-4 * Math.max(largest, 1) ? 0 : 1);
