/** What the web apps' pages may load, and the headers of their responses, on a stage and on the local platform. */

/** Hosts of Stripe's fields for cards, by what the pages load from them: https://docs.stripe.com/security/guide#content-security-policy. */
const STRIPE = {
  scripts: ['https://js.stripe.com', 'https://*.js.stripe.com'],
  frames: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  connections: ['https://api.stripe.com'],
};

/**
 * Returns the Content-Security-Policy of an app's pages: their own scripts, styles and data, the pictures of the shop, uploads, and what
 * taking payments needs. Emotion creates empty style elements, whose hash is that of the empty text, and fills them by `insertRule`.
 *
 * @param {{ pictures: readonly string[], uploads: readonly string[], payments?: readonly string[] | undefined }} hosts where pictures come from
 *   and files are uploaded to; `payments` are hosts of test providers, if the app takes payments
 */
const pagePolicy = ({ pictures, uploads, payments }) => {
  const stripe = payments ? STRIPE : { scripts: [], frames: [], connections: [] };
  return [
    "default-src 'none'",
    ['script-src', "'self'", ...stripe.scripts].join(' '),
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    ['img-src', "'self'", 'data:', ...pictures].join(' '),
    ['connect-src', "'self'", ...uploads, ...stripe.connections, ...(payments ?? [])].join(' '),
    ['frame-src', ...(payments ? stripe.frames : ["'none'"])].join(' '),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
};

/** The other headers of every response of an app. */
const pageHeaders = {
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

module.exports = { pagePolicy, pageHeaders };
