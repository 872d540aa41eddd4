import type { Step } from './step.ts';

/** How often and at which interval a request is repeated until its condition is met. */
const TRIES = 150;
const PAUSE_MS = 200;

/** Returns the JavaScript lines that Postman runs after a step's answer: they wait, assert and save values. */
export const testScript = ({ name, status, until, holds = {}, save = {} }: Step): string[] => {
  const assertions = [
    `pm.test('${quoted(name)}: ${status}', () => pm.response.to.have.status(${status}));`,
    ...Object.entries(holds).map(
      ([what, condition]) => `pm.test('${quoted(name)}: it ${what}', () => pm.expect(${condition}).to.be.true);`,
    ),
    ...Object.entries(save).map(([variable, value]) => `pm.collectionVariables.set('${variable}', ${value});`),
  ];
  const read = ['const text = pm.response.text();', 'const json = /^[[{]/.test(text) ? JSON.parse(text) : undefined;'];
  if (until === undefined) return [...read, ...assertions];
  return [
    ...read,
    'let done = false;',
    `try { done = Boolean(${until}); } catch { done = false; }`,
    "const tries = Number(pm.collectionVariables.get('tries') || 0) + 1;",
    `if (!done && ${repeatedAt(status)} && tries < ${TRIES}) {`,
    "  pm.collectionVariables.set('tries', tries);",
    '  pm.execution.setNextRequest(pm.info.requestId);',
    `  setTimeout(() => {}, ${PAUSE_MS});`,
    '} else {',
    "  pm.collectionVariables.unset('tries');",
    `  pm.test('${quoted(name)}: it has happened', () => pm.expect(done).to.be.true);`,
    ...assertions.map((line) => `  ${line}`),
    '}',
  ];
};

/** Returns the condition on which an answer may be repeated: a file that a route leads to may have to be written first. */
const repeatedAt = (status: number): string =>
  status === 302 ? '[302, 409].includes(pm.response.code)' : `pm.response.code === ${status}`;

/** Escapes a text for single quotes in JavaScript. */
const quoted = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
