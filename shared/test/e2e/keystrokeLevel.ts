import type { Locator } from 'playwright-core';

/**
 * Seconds that a person takes for an operator of the Keystroke-Level Model (Card, Moran and Newell, "The keystroke-level model for user
 * performance time with interactive systems", 1980): a key or a click, pointing with a mouse, moving a hand between mouse and keyboard,
 * thinking.
 */
const SECONDS = { K: 0.28, P: 1.1, H: 0.4, M: 1.35 } as const;

/** Somebody new to a page has to decide what to do, and to find where: the practised user, for whom the model was made, thinks once. */
const THINKING = 'MM';

type Step = { does: string; operators: string };

/** Creates a person with a hand on the mouse, who uses a page and counts what that takes. */
export const countedPerson = () => {
  const steps: Step[] = [];
  let isAtKeyboard = false;
  const reachFor = (keyboard: boolean): string => {
    const isFar = isAtKeyboard !== keyboard;
    isAtKeyboard = keyboard;
    return isFar ? 'H' : '';
  };
  const count = (does: string, operators: string) => steps.push({ does, operators });
  return {
    click: async (does: string, target: Locator): Promise<void> => {
      count(does, `${THINKING}${reachFor(false)}PK`);
      await target.click();
    },
    /** Clicks into a field and types over what is in it. */
    type: async (does: string, target: Locator, text: string): Promise<void> => {
      const isEmpty = (await target.inputValue()) === '';
      const way = `${THINKING}${reachFor(false)}PK${reachFor(true)}`;
      count(does, `${way}${isEmpty ? '' : 'KK'}${'K'.repeat(text.length)}`); // Ctrl+A
      await target.fill(text);
    },
    /** Reads the page's answer. */
    see: async (does: string, target: Locator): Promise<void> => {
      count(does, 'M');
      await target.waitFor();
    },
    /** The steps as rows of a table: what is done, its operators in order, seconds. */
    rows: (): string[] => steps.map(rowOf),
    seconds: (): number => steps.reduce((sum, { operators }) => sum + secondsOf(operators), 0),
  };
};

const rowOf = ({ does, operators }: Step): string => {
  const runs = operators.match(/(.)\1*/g) ?? [];
  const counted = runs.map((run) => (run.length > 1 ? `${run.length} ${run[0]}` : run)).join(', ');
  return `| ${does} | ${counted} | ${secondsOf(operators).toFixed(2)} |`;
};

/** Returns how long a person takes for operators, in seconds. */
const secondsOf = (operators: string): number =>
  [...operators].reduce((sum, operator) => sum + SECONDS[operator as keyof typeof SECONDS], 0);
