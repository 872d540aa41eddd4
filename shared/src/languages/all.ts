/* The languages of emails: one line and one file each. */
export { de } from './de.ts';
export { en } from './en.ts';
