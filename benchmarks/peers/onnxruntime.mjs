// Times a case of cases.json in ONNX Runtime: one process, one JSON line.
//   node onnxruntime.mjs --model a.onnx --input 1x1x572x572 --threads 1 --runs 3
// With --paced one run follows each line on standard input, for contenders that take turns.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createRequire } from 'node:module';
import ort from 'onnxruntime-node';

const { values: given } = parseArgs({
  options: {
    model: { type: 'string' },
    input: { type: 'string' },
    threads: { type: 'string', default: '1' },
    runs: { type: 'string', default: '3' },
    paced: { type: 'boolean', default: false },
  },
});
const bare = process.resourceUsage().maxRSS * 1024;
const session = await ort.InferenceSession.create(given.model, {
  executionProviders: ['cpu'],
  intraOpNumThreads: Number(given.threads),
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
});
const dims = given.input.split('x').map(Number);
const numbers = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => Math.random());
const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', numbers, dims) };
await session.run(feeds);
await session.run(feeds);
const times = [];
const turns = given.paced ? createInterface({ input: process.stdin }) : Array(Number(given.runs));
if (given.paced) console.log('ready');
for await (const _ of turns) {
  const start = performance.now();
  await session.run(feeds);
  times.push(performance.now() - start);
  if (given.paced) console.log(JSON.stringify({ ms: times.at(-1) }));
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({
  ms: times[times.length >> 1],
  residentBytes: process.resourceUsage().maxRSS * 1024 - bare,
  version: createRequire(import.meta.url)('onnxruntime-node/package.json').version,
}));
