import { domainToASCII } from 'node:url';
import * as z from 'zod';

/** As long as SMTP lets a path be, without its angle brackets. */
const MAX_ADDRESS = 254;
const MAX_LOCAL_PART = 64;

/** An RFC 5322 dot-atom: no quotes, comments or spaces, and no dot at either end or beside another. */
const LOCAL_PART = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** Two labels or more of letters, digits and inner hyphens; a last one of digits alone would be an IPv4 address. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A domain that may become one of these, written in Unicode: `domainToASCII` itself reads what it gets as a URL's host, with `%` and `/`. */
const UNICODE_DOMAIN = /^(?:[a-z0-9.-]|[^\p{ASCII}])+$/iu;

const REFUSALS = {
  form: 'must be a mail address',
  localPart: 'must have only ASCII characters before the @: Amazon SES sends to no others',
} as const;

/**
 * Reads a mail address that Amazon SES can send to: an ASCII local part and a DNS name. The address is trimmed and in lower case. The domain
 * may be written in Unicode (`info@испытание.рф`) and becomes what DNS and SES know, Punycode: both spellings are one address.
 *
 * Quoted local parts and IP addresses in brackets are refused: no provider gives them to people, and Cognito takes neither.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Destination.html
 */
export const EmailAddress = z
  .string()
  .trim()
  .max(MAX_ADDRESS, { abort: true })
  .transform((text, context) => {
    const refuse = (why: keyof typeof REFUSALS) => {
      context.issues.push({ code: 'custom', input: text, message: REFUSALS[why] });
      return z.NEVER;
    };
    const at = text.lastIndexOf('@');
    const localPart = text.slice(0, at).toLowerCase();
    const written = text.slice(at + 1);
    const domain = UNICODE_DOMAIN.test(written) ? domainToASCII(written) : '';
    const address = `${localPart}@${domain}`;
    if (at < 1 || !DOMAIN.test(domain) || address.length > MAX_ADDRESS) return refuse('form');
    if (/[^\p{ASCII}]/u.test(localPart)) return refuse('localPart');
    return localPart.length <= MAX_LOCAL_PART && LOCAL_PART.test(localPart) ? address : refuse('form');
  });
