import '../../shared/test/tokens.ts';
import './environment.ts';

/** The handlers of the cart and its checkout, loaded once what they read when they are loaded is there. */
export const { handler: getCart } = await import('../src/handlers/getCart.ts');
export const { handler: addToCart } = await import('../src/handlers/addToCart.ts');
export const { handler: setCartQuantity } = await import('../src/handlers/setCartQuantity.ts');
export const { handler: removeFromCart } = await import('../src/handlers/removeFromCart.ts');
export const { handler: emptyCart } = await import('../src/handlers/emptyCart.ts');
export const { handler: checkout } = await import('../src/handlers/checkout.ts');
