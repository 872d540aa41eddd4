import type { Texts, Wording } from '../languages/texts.ts';
import { renderHtml } from './renderHtml.ts';
import { renderText } from './renderText.ts';

/**
 * What an email shows, in the sequence in which it is shown. This is the one template of all emails: the text and the HTML version are
 * written from it, and from nothing else.
 */
export type MailTemplate = Wording & {
  texts: Texts;
  /** A code to type somewhere, or what Cognito replaces by it. Stands below the heading, exactly once. */
  code?: string;
  /** Pages to open, the most important first. */
  links?: readonly MailLink[];
  /** What was ordered, and what it costs. */
  table?: MailTable;
  /** The signature. */
  shopName: string;
};

export type MailLink = { label: string; url: string };

export type MailTable = {
  /** What names the order. */
  names: readonly [MailAmount, ...MailAmount[]];
  lines: readonly MailLine[];
  amounts: readonly MailAmount[];
};

/** A line of an order; a user's texts are on one line. */
export type MailLine = {
  name: string;
  quantity: number;
  unitPrice: string;
  /** Of all units. */
  amount: string;
  imageUrl?: string | undefined;
};

/** A label and its value, such as an amount. */
export type MailAmount = { label: string; value: string; isStrong?: boolean };

/** An email without its recipient. */
export type RenderedMail = { subject: string; text: string; html: string };

/** Renders an email as text and as HTML with the same content. */
export const renderMail = (template: MailTemplate): RenderedMail => ({
  subject: template.subject,
  text: renderText(template),
  html: renderHtml(template),
});
