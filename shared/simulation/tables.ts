export const [ORDERS, CARTS] = ['orderService.OrdersTable', 'orderService.CartsTable'];
export const [PRODUCTS, STOCK] = ['productService.ProductsTable', 'productService.StockTable'];
export const RESERVATIONS = 'productService.StockReservationsTable';

/** A product of a run: its price in minor units, its stock at the start. */
export type Product = { id: string; price: number; stock: number };
