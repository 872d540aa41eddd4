import { type FormEvent, useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { lineOf } from '../cart/cartStore.ts';
import { type CartView, useCartLines } from '../cart/useCartLines.ts';
import { useFormat } from '../format.ts';
import { AddressFields, completeAddress } from '../parts/address.tsx';
import { errorsIn, fieldErrors } from '../parts/errorTexts.ts';
import { Field } from '../parts/fields.tsx';
import { Empty, Loading, Page } from '../parts/page.tsx';
import { Notice, Problem } from '../parts/problem.tsx';
import { language } from '../preferences.ts';
import { isOutage, session } from '../shop.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { Billing } from './billing.tsx';
import { Codes } from './codes.tsx';
import { Contact } from './contact.tsx';
import { changeDraft, type Draft, draft } from './draft.ts';
import { placeOrder, placingState, resumeOrder } from './placing.ts';
import { type QuoteBody, useQuote, useSettled } from './queries.ts';
import { refusalText } from './refusals.ts';
import { SavedAddresses } from './savedAddresses.tsx';
import { ShippingMethods } from './shippingMethods.tsx';
import { Summary } from './summary.tsx';
import '../cart/cart.css';
import '../styles/forms.css';

/** Address, shipping, discount codes and the order itself. */
export const CheckoutPage = () => {
  const t = useTexts();
  const [, navigate] = useLocation();
  const who = useStore(session);
  const state = useStore(placingState);
  const { cart, error, retry } = useCartLines();

  useEffect(() => {
    if (who !== 'unknown') resumeOrder();
  }, [who]);
  useEffect(() => {
    if (state.is !== 'placed') return;
    placingState.set({ is: 'idle' });
    navigate(`/orders/${state.orderId}${state.needsPayment ? '/pay' : ''}`, { replace: true });
  }, [state, navigate]);

  if (state.is === 'sending' || state.is === 'unsure' || state.is === 'placed') {
    const isUnsure = state.is === 'unsure';
    return (
      <Page title={isUnsure ? t.checkout.unknownTitle : t.checkout.placing} narrow>
        <p role="status">{isUnsure ? t.checkout.unknown : t.checkout.placingHint}</p>
        <div className="skeleton block" />
      </Page>
    );
  }
  if (error) {
    return (
      <Page title={t.checkout.title}>
        <Problem error={error} onRetry={retry} />
      </Page>
    );
  }
  if (!cart || who === 'unknown') return <Loading className="skeleton tall" />;
  if (cart.lines.length > 0) return <CheckoutForm cart={cart} isGuest={who === 'guest'} />;
  return (
    <Page title={t.checkout.title}>
      <Empty title={t.cart.empty}>
        <Link className="button" href="/search">
          {t.cart.toProducts}
        </Link>
      </Empty>
    </Page>
  );
};

/** The parts of the request that decide the price wherever the order goes. */
const plainRequest = ({ codes }: Draft, cart: CartView, isGuest: boolean): QuoteBody => ({
  ...(isGuest && { items: cart.lines.map(({ quantity, ...line }) => lineOf({ ...line, qty: quantity })) }),
  ...(codes.length > 0 && { discountCodes: codes }),
});

/** The addresses that are complete, and the way to ship. */
const delivery = ({ address, billing, method }: Draft, needsAddress: boolean): QuoteBody => {
  const shippingAddress = needsAddress ? completeAddress(address) : undefined;
  const billingAddress = billing && completeAddress(billing);
  return {
    ...(shippingAddress && { shippingAddress }),
    ...(billingAddress && { billingAddress }),
    ...(shippingAddress && method !== undefined && { shippingMethod: method }),
  };
};

const TYPING_MS = 500;

const CheckoutForm = ({ cart, isGuest }: { cart: CartView; isGuest: boolean }) => {
  const t = useTexts();
  const { money } = useFormat();
  const typed = useStore(draft);
  const state = useStore(placingState);
  const failure = state.is === 'refused' ? state.failure : undefined;
  const contents = JSON.stringify(cart.lines.map(({ key, quantity, price }) => [key, quantity, price]));
  const plain = useQuote(plainRequest(typed, cart, isGuest), contents);
  const needsAddress = plain.data?.missing.includes('shippingAddress') ?? false;
  const isShipping = plain.data?.missing.includes('shippingMethod') ?? false;

  const request = { ...plainRequest(typed, cart, isGuest), ...delivery(typed, needsAddress) };
  const settled = useSettled(request, TYPING_MS);
  const hasAddress = (settled.shippingAddress ?? settled.billingAddress) !== undefined;
  const full = useQuote(hasAddress ? settled : undefined, contents);
  const quote = (hasAddress ? full.data : undefined) ?? plain.data;
  const error = (hasAddress ? full.error : undefined) ?? plain.error;
  const methods = hasAddress ? full.data?.shipping.methods : undefined;
  const isCurrent = JSON.stringify(settled) === JSON.stringify(request) && !full.isPlaceholderData;
  const refused = { ...fieldErrors(t, failure), ...fieldErrors(t, error) };

  // The first method is chosen until the person chooses another one that is offered.
  const { method } = typed;
  useEffect(() => {
    const [first] = methods ?? [];
    if (first && !methods?.some(({ id }) => id === method)) changeDraft({ method: first.id });
  }, [methods, method]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!quote || !isCurrent || error || (isShipping && !quote.shipping.chosen)) return;
    const note = typed.note.trim();
    placeOrder({
      ...request,
      ...(isGuest && { email: typed.email.trim(), locale: language.get() }),
      ...(note !== '' && { note }),
      total: quote.totalAmount,
    });
  };
  const isIncomplete =
    (needsAddress && request.shippingAddress === undefined) || (typed.billing && request.billingAddress === undefined);

  return (
    <Page title={t.checkout.title}>
      <form className="withAside" onSubmit={submit}>
        <div className="steps">
          <Contact isGuest={isGuest} error={refused.email} />
          {!plain.data && !error && <Loading />}
          {needsAddress && (
            <section aria-labelledby="address">
              <h2 id="address">{isShipping ? t.checkout.address : t.checkout.billingOnly}</h2>
              {!isShipping && <p className="hint">{t.checkout.billingHint}</p>}
              {!isGuest && <SavedAddresses />}
              {(isGuest || !typed.savedId) && (
                <AddressFields
                  draft={typed.address}
                  onChange={(address) => changeDraft({ address })}
                  refused={errorsIn('shippingAddress', refused)}
                  kind="shipping"
                />
              )}
            </section>
          )}
          {plain.data && <Billing needsAddress={needsAddress} refused={errorsIn('billingAddress', refused)} />}
          {isShipping && (
            <ShippingMethods
              methods={methods}
              currency={quote?.currency}
              isRefused={'shippingAddress.country' in refused}
            />
          )}
          <Codes error={error} />
          <section>
            <Field
              label={t.checkout.note}
              error={refused.note}
              value={typed.note}
              maxLength={500}
              onChange={(note) => changeDraft({ note })}
            />
          </section>
        </div>
        <aside className="panel">
          <h2>{t.checkout.summary}</h2>
          <Summary cart={cart} quote={quote} />
          <Notice>{refusalText(t, failure ?? error, cart)}</Notice>
          <button
            type="submit"
            className="button wide"
            disabled={!quote || (error !== null && !isOutage(error)) || (!isIncomplete && !isCurrent)}
          >
            {quote ? t.checkout.order(money(quote.totalAmount, quote.currency)) : t.loading}
          </button>
          <p className="hint">
            <Link href="/cart">{t.checkout.toCart}</Link>
          </p>
        </aside>
      </form>
    </Page>
  );
};
