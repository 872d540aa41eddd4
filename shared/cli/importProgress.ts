import { SingleBar } from 'cli-progress';
import type { ImportView } from './importFile.ts';

/** How far an import is with what it does at the moment. */
export type Progress = { what: 'lines' | 'pictures'; value: number; total: number };

/**
 * Returns how far an import is: first with the lines, then with the pictures that were left when all lines were done.
 *
 * @param before what this returned the last time
 * @returns `undefined` until the lines are counted
 */
export const progressOf = (
  { rows, done, picturesLeft = 0 }: Pick<ImportView, 'rows' | 'done' | 'picturesLeft'>,
  before?: Progress,
): Progress | undefined => {
  if (rows === 0) return undefined;
  const most = before?.what === 'pictures' ? before.total : picturesLeft;
  if (done < rows || most === 0) return { what: 'lines', value: done, total: rows };
  return { what: 'pictures', value: most - picturesLeft, total: most };
};

const barOf = ({ what }: Progress) =>
  new SingleBar({
    ...{ format: `${what} [{bar}] {value}/{total}, {duration_formatted}`, stream: process.stdout, barsize: 30 },
    ...{ noTTYOutput: true, notTTYSchedule: 3000 },
  });

/** Shows a progress bar of the lines, and then one of the pictures, on a terminal; otherwise prints a line every few seconds. */
export const showProgress = () => {
  let bar: SingleBar | undefined;
  let shown: Progress | undefined;
  return {
    show: (view: ImportView): void => {
      const progress = progressOf(view, shown);
      if (!progress) return;
      if (progress.what !== shown?.what) {
        if (shown) bar?.update(shown.total);
        bar?.stop();
        bar = barOf(progress);
        bar.start(progress.total, progress.value);
      } else bar?.update(progress.value);
      shown = progress;
    },
    stop: (): void => bar?.stop(),
  };
};
