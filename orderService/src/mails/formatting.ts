/** A text that somebody else wrote, on one line of a mail, spelled as it is: joiners and other format characters stay. */
export const singleLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/** The same as the end of a sentence. */
export const asSentence = (text: string): string => {
  const line = singleLine(text);
  return /[.!?]$/.test(line) ? line : `${line}.`;
};

/** `2026-01-02T03:04:05.678Z` → `2 January 2026 at 03:04 UTC`. */
export const formatTime = (time: string): string =>
  `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(time))} UTC`;
