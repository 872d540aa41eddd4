/** Puts a user's text on one line. Joiners and other format characters stay, so that the spelling does not change. */
export const singleLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/** Puts a user's text on one line and ends it with a full stop, unless it ends a sentence already. */
export const asSentence = (text: string): string => {
  const line = singleLine(text);
  return /[.!?]$/.test(line) ? line : `${line}.`;
};

const RIGHT_TO_LEFT =
  /[\p{Script=Arab}\p{Script=Hebr}\p{Script=Syrc}\p{Script=Thaa}\p{Script=Nkoo}\u200f\u202b\u202e]/u;

/** Isolates a name with right-to-left letters, so that it does not reorder the text around it. In HTML `<bdi>` does this. */
export const isolated = (name: string): string => (RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name);
