import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runProgram } from './program.ts';
import { median } from './statistics.ts';
import { figure, type Table, verdict } from './table.ts';

const RUNS = 5;
const AIMED_SECONDS = 15;
const AIMED_MB = 1024;

/** The share of a processor that a function with 1,024 MB has: one for each 1,769 MB. */
const LAMBDA_SHARE = 1024 / 1769;

/** Pictures of about 5 MB, the largest that are published, and of 50 megapixels, the most; `sharp` makes them. */
const PICTURES: [what: string, width: number, height: number, make: string][] = [
  ['JPEG, 15 megapixels', 5000, 3000, '.jpeg({ quality: 83 })'],
  ['JPEG on its side', 5000, 3000, '.withMetadata({ orientation: 6 }).jpeg({ quality: 83 })'],
  ['JPEG, 50 megapixels', 8600, 5800, '.jpeg({ quality: 47 })'],
  ['PNG, 1.7 megapixels', 1500, 1120, '.png()'],
  ['WebP, 15 megapixels', 5000, 3000, '.webp({ quality: 72, effort: 1 })'],
];

const moduleOf = (path: string): string => JSON.stringify(pathToFileURL(resolve(path)).href);

/** The program that makes a picture of noise, which no format compresses to nothing. */
const making = (file: string, [, width, height, make]: (typeof PICTURES)[number]): string => `
  import { createRequire } from 'node:module';
  const sharp = createRequire(${moduleOf('productService/package.json')})('sharp');
  const noise = { type: 'gaussian', mean: 128, sigma: 20 };
  const create = { width: ${width}, height: ${height}, channels: 3, background: 'grey', noise };
  await sharp({ create })${make}.toFile(${JSON.stringify(file)});`;

/** The program that prepares a picture for publication, with renditions or without, and prints what it took. */
const preparing = (file: string, withRenditions: boolean): string => `
  import { readFileSync } from 'node:fs';
  const { cleanImage } = await import(${moduleOf('shared/src/images/cleanImage.ts')});
  const { renderPicture } = await import(${moduleOf('productService/src/picture/renderPicture.ts')});
  const before = process.cpuUsage();
  const cleaned = await cleanImage(readFileSync(${JSON.stringify(file)}));
  if (${withRenditions}) await renderPicture(cleaned);
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ seconds: (user + system) / 1e6, megabytes: process.resourceUsage().maxRSS / 1024 }));`;

type Taken = { seconds: number; megabytes: number };

/** Measures the renditions of large pictures, each in a fresh process, beside what publishing took without renditions. */
export const benchRenditions = async (progress: (text: string) => void): Promise<Table[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
  try {
    const rows: string[][] = [];
    let isMet = true;
    for (const [index, picture] of PICTURES.entries()) {
      const [what] = picture;
      progress(what);
      const file = join(folder, String(index));
      await evaluate(making(file, picture));
      const [rendered, cleaned] = [await taken(preparing(file, true)), await taken(preparing(file, false))];
      const inLambda = rendered.seconds / LAMBDA_SHARE;
      isMet &&= inLambda < AIMED_SECONDS && rendered.megabytes < AIMED_MB;
      const size = statSync(file).size / 1e6;
      const figures = [size, rendered.seconds, inLambda, rendered.megabytes, cleaned.seconds, cleaned.megabytes];
      rows.push([what, ...figures.map(figure)]);
    }
    return [table(rows, isMet)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const evaluate = (program: string) =>
  runProgram(process.execPath, ['--no-warnings', '--input-type=module', '-e', program]);

const taken = async (program: string): Promise<Taken> => {
  const runs: Taken[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(JSON.parse((await evaluate(program)).printed) as Taken);
  return {
    seconds: median(runs.map(({ seconds }) => seconds)),
    megabytes: median(runs.map(({ megabytes }) => megabytes)),
  };
};

const table = (rows: string[][], isMet: boolean): Table => ({
  title: 'Renditions',
  columns: ['picture', 'MB', 'processor s', 's at 1,024 MB', 'memory MB', 'without: processor s', 'memory MB'],
  rows,
  notes: [
    `Median of ${RUNS} fresh processes. Decoding a picture completely, turning it upright and making its renditions of 200, 600 and 1,200 pixels; "s at 1,024 MB" is for the share of a processor that Lambda gives with that memory. Baseline: without renditions, as for banners and categories, whose metadata is removed. Target: under ${AIMED_SECONDS} s and ${AIMED_MB} MB: ${verdict(isMet)}.`,
  ],
});
