import { readFileSync } from 'node:fs';

/** The TypeScript examples of the README, in their order. */
export const readmeExamples = (): string[] =>
  [...readFileSync('shared/client/README.md', 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(
    ([, text = '']) => text,
  );
