/**
 * The page of a payment: confirms it as a shop's page would, with the client secret and the publishable key, and shows how it stands.
 */
const actions = document.querySelector('.actions');
const state = document.querySelector('.state');
const reason = document.querySelector('.reason');
const { payment, secret, key } = actions.dataset;

// What was given back stands in the page alone: a browser is not told of refunds.
const labels = { succeeded: state.dataset.paid, canceled: 'Cancelled' };
const lookAgainMs = 2000;

/** A request to the API as the browser may make it; answers the payment, also inside a refusal. */
const ask = async (path, params = {}) => {
  const form = new URLSearchParams({ client_secret: secret, ...params });
  const isChange = path !== '';
  const response = await fetch(`/v1/payment_intents/${payment}${path}${isChange ? '' : `?${form}`}`, {
    method: isChange ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${key}` },
    ...(isChange ? { body: form } : {}),
  });
  const body = await response.json();
  return { message: body.error?.message ?? '', found: body.error ? body.error.payment_intent : body };
};

const show = ({ found, message }) => {
  const isOpen = found !== undefined && !(found.status in labels);
  if (found) {
    const label = labels[found.status] ?? (found.last_payment_error ? 'Declined' : 'Waiting for payment');
    if (state.textContent !== label) state.textContent = label; // said aloud when it changes
    state.dataset.status = found.status;
    actions.hidden = !isOpen;
  }
  const declined = isOpen && found.last_payment_error;
  const why = declined ? `${declined.message} You can try again.` : found ? '' : message;
  if (reason.textContent !== why) reason.textContent = why;
  return isOpen;
};

const setBusy = (isBusy) => {
  for (const button of actions.querySelectorAll('button')) button.disabled = isBusy;
};

const confirm = async (card) => {
  setBusy(true);
  reason.textContent = '';
  try {
    show(await ask('/confirm', { payment_method: card }));
  } catch {
    reason.textContent = 'The payment provider does not answer. Try again.';
  } finally {
    setBusy(false);
    if (actions.hidden) state.focus(); // what had it is gone
  }
};

/** What happens elsewhere shows, too: an order that was cancelled, a payment from the command line. */
const follow = async () => {
  const isOpen = await ask('').then(show, () => true);
  if (isOpen) setTimeout(follow, lookAgainMs);
};

actions.addEventListener('click', ({ target }) => {
  const card = target.closest('button')?.dataset.card;
  if (card) void confirm(card);
});
void follow();
