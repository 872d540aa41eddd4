import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// Node's own source map support reads the map of every module when it is loaded: 5 MB of heap a function.
// Here a map is read when an error of its bundle is shown, and only the latest few are kept.
const KEPT_MAPS = 4;
const maps = new Map<string, SourceMap | undefined>();

// During an outage the same frames occur again and again, from more bundles than there are cached maps
const KEPT_FRAMES = 2000;
const frames = new Map<string, Frame>();

/** `at async f (file:///…/bundle.mjs?7:1:234)`: whether it awaits, the function, the file, line, column */
const FRAME = /^\s*at (async )?(?:(.*?) \()?(file:\/\/[^\s?)]+?|\/[^\s?)]+?)(?:\?[^:)]*)?:(\d+):(\d+)\)?$/;

/**
 * Makes an error's stack readable: positions in bundles become positions in TypeScript files, relative to the working directory, and
 * frames of Node and `node_modules` are left out, unless there are no others.
 *
 * @param stack `Error.stack`; without source maps, positions stay unchanged
 */
export const readableStack = (stack: string): string => {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => /^\s*at /.test(line));
  if (first === -1) return stack;
  const originals = lines.slice(first).map(originalFrame);
  // A minified function's own name stands where it is called: in the frame below.
  const named = originals.map((frame, index) => {
    const name = frame.mapped ? (originals[index + 1]?.callee ?? frame.name) : frame.name;
    return { text: frame.place === undefined ? frame.text : showFrame(frame.awaits, name, frame.place) };
  });
  const own = named.filter(
    ({ text }) => /^\s*at /.test(text) && !/node_modules|\(node:|at node:|<anonymous>/.test(text),
  );
  const shown = own.length > 0 ? own : named.slice(0, 3);
  return [...lines.slice(0, first), ...shown.map(({ text }) => text)].join('\n');
};

/** One line of a stack; `callee` is the original name of the function that is called at this position. */
type Frame = {
  text: string;
  awaits?: boolean;
  place?: string;
  name?: string | undefined;
  callee?: string | undefined;
  mapped?: boolean;
};

const originalFrame = (text: string): Frame => {
  const known = frames.get(text);
  if (known) return known;
  if (frames.size >= KEPT_FRAMES) frames.clear();
  const frame = findOriginal(text);
  frames.set(text, frame);
  return frame;
};

const findOriginal = (text: string): Frame => {
  const match = FRAME.exec(text);
  if (!match) return { text };
  const [, async, name, location = '', line = '', column = ''] = match;
  const awaits = async !== undefined;
  const file = location.startsWith('file:') ? fileURLToPath(location) : location;
  const entry = sourceMapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1);
  if (!entry || !('originalSource' in entry)) {
    return { text, awaits, place: `${fromWorkingDirectory(file)}:${line}:${column}`, name };
  }
  const place = `${originalPath(file, entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  const callee = 'name' in entry && typeof entry.name === 'string' ? entry.name : undefined;
  return { text, awaits, place, name, callee, mapped: true };
};

const showFrame = (awaits: boolean | undefined, name: string | undefined, place: string) =>
  `    at ${awaits ? 'async ' : ''}${name ? `${name} (${place})` : place}`;

const sourceMapOf = (file: string): SourceMap | undefined => {
  if (!maps.has(file)) {
    const oldest = maps.keys().next().value;
    if (maps.size >= KEPT_MAPS && oldest !== undefined) maps.delete(oldest);
    maps.set(file, readMap(`${file}.map`));
  }
  return maps.get(file);
};

const readMap = (path: string): SourceMap | undefined => {
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined; // no readable map next to the file: the stack stays unchanged
  }
};

/** Returns the path of a source. A map names sources relative to where the bundle was built, which may not be where it is now. */
const originalPath = (bundle: string, source: string): string => {
  const path = source.startsWith('file:') ? fileURLToPath(source) : resolve(dirname(bundle), source);
  return existsSync(path) ? fromWorkingDirectory(path) : source.replace(/^(\.\.\/)+/, '');
};

const fromWorkingDirectory = (path: string): string => {
  const shorter = relative(process.cwd(), path);
  return shorter.startsWith('..') ? path : shorter;
};
