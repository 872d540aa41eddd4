import { lazy, Suspense, useEffect } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { HomePage } from './catalogue/homePage.tsx';
import { CategoryPage, SearchPage } from './catalogue/listPages.tsx';
import { Layout } from './layout/layout.tsx';
import { ErrorBoundary } from './parts/errorBoundary.tsx';
import { Loading, NotFound, Page } from './parts/page.tsx';
import { ProductPage } from './product/productPage.tsx';
import { useTexts } from './texts.ts';

const CartPage = lazy(async () => ({ default: (await import('./cart/cartPage.tsx')).CartPage }));
const CheckoutPage = lazy(async () => ({ default: (await import('./checkout/checkoutPage.tsx')).CheckoutPage }));
const PaymentPage = lazy(async () => ({ default: (await import('./payment/paymentPage.tsx')).PaymentPage }));
const OrderPage = lazy(async () => ({ default: (await import('./order/orderPage.tsx')).OrderPage }));
const SignInPage = lazy(async () => ({ default: (await import('./account/signInPage.tsx')).SignInPage }));
const SignUpPage = lazy(async () => ({ default: (await import('./account/signUpPage.tsx')).SignUpPage }));
const ForgotPage = lazy(async () => ({
  default: (await import('./account/forgotPasswordPage.tsx')).ForgotPasswordPage,
}));
const AccountPage = lazy(async () => ({ default: (await import('./account/accountPage.tsx')).AccountPage }));
const OrdersPage = lazy(async () => ({ default: (await import('./account/ordersPage.tsx')).OrdersPage }));
const WishListPage = lazy(async () => ({ default: (await import('./account/wishListPage.tsx')).WishListPage }));
const AddressesPage = lazy(async () => ({ default: (await import('./account/addressesPage.tsx')).AddressesPage }));
const SecurityPage = lazy(async () => ({ default: (await import('./account/securityPage.tsx')).SecurityPage }));

/** The pages of the shop and their addresses. */
export const App = () => {
  const [path] = useLocation();
  useNewPages();
  return (
    <Layout>
      <ErrorBoundary key={path} fallback={<BrokenPage />}>
        <Suspense fallback={<Loading className="skeleton tall" />}>
          <Switch>
            <Route path="/" component={HomePage} />
            <Route path="/categories/*" component={CategoryPage} />
            <Route path="/search" component={SearchPage} />
            <Route path="/products/:address" component={ProductPage} />
            <Route path="/cart" component={CartPage} />
            <Route path="/checkout" component={CheckoutPage} />
            <Route path="/orders/:id" component={OrderPage} />
            <Route path="/orders/:id/invoice" component={OrderPage} />
            <Route path="/orders/:id/pay" component={PaymentPage} />
            <Route path="/sign-in" component={SignInPage} />
            <Route path="/sign-up" component={SignUpPage} />
            <Route path="/forgot-password" component={ForgotPage} />
            <Route path="/account" component={AccountPage} />
            <Route path="/account/orders" component={OrdersPage} />
            <Route path="/account/wish-list" component={WishListPage} />
            <Route path="/account/addresses" component={AddressesPage} />
            <Route path="/account/security" component={SecurityPage} />
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </Layout>
  );
};

/** Begins each new page at its top, with the focus on its content, as if it had been loaded. Going back keeps the place. */
const useNewPages = (): void => {
  useEffect(() => {
    let path = location.pathname;
    const begin = () => {
      if (location.pathname === path) return;
      path = location.pathname;
      scrollTo({ top: 0, behavior: 'instant' });
      if (!(document.activeElement instanceof HTMLInputElement)) document.getElementById('content')?.focus();
    };
    const remember = () => {
      path = location.pathname;
    };
    addEventListener('pushState', begin);
    addEventListener('popstate', remember);
    return () => {
      removeEventListener('pushState', begin);
      removeEventListener('popstate', remember);
    };
  }, []);
};

const BrokenPage = () => {
  const t = useTexts();
  return (
    <Page title={t.errors.title} narrow>
      <p>{t.errors.pageBroken}</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        {t.errors.reload}
      </button>
    </Page>
  );
};
