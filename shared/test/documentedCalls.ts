import { readFileSync } from 'node:fs';

/** The rows of a README's table of AWS calls: what happens → the calls that it takes, in order. */
export const documentedCalls = (readme: URL, heading = '## AWS calls'): Map<string, string[]> =>
  new Map(
    readFileSync(readme, 'utf8')
      .split(`${heading}\n`)[1]
      ?.split('\n## ')[0]
      ?.split('\n')
      .flatMap((line): [string, string[]][] => {
        const [, what, list, count] = /^\| +(`.+?) +\| +(.+?) +\| +(\d+) +\|$/.exec(line) ?? [];
        const calls = list === 'none' ? [] : (list?.split(', ') ?? []);
        if (!what || calls.length !== Number(count)) return [];
        return [[what, calls]];
      }),
  );
