import Category from '@mui/icons-material/Category';
import Inventory2 from '@mui/icons-material/Inventory2';
import LocalOffer from '@mui/icons-material/LocalOffer';
import People from '@mui/icons-material/People';
import Send from '@mui/icons-material/Send';
import ShoppingCart from '@mui/icons-material/ShoppingCart';
import ViewCarousel from '@mui/icons-material/ViewCarousel';
import { Admin, CustomRoutes, Resource } from 'react-admin';
import { BrowserRouter, Navigate, Route } from 'react-router-dom';
import { PendingProducts } from './approvals/pendingProducts.tsx';
import { authProvider } from './authProvider.ts';
import { CustomerList } from './customers/customerList.tsx';
import { CustomerPage } from './customers/customerPage.tsx';
import { dataProvider } from './dataProvider.ts';
import { DiscountList } from './discounts/discountList.tsx';
import { DiscountCreate, DiscountEdit } from './discounts/discountPages.tsx';
import { FirstPage } from './firstPage/firstPage.tsx';
import { guarded } from './guarded.tsx';
import { i18nProvider } from './i18nProvider.ts';
import { ImportPage } from './imports/importPage.tsx';
import { ConsoleLayout } from './layout.tsx';
import { LoginPage } from './loginPage.tsx';
import { LowStock } from './lowStock/lowStock.tsx';
import { OrderList } from './orders/orderList.tsx';
import { OrderPage } from './orders/orderPage.tsx';
import { PictureList } from './pictures/pictureList.tsx';
import { ProductCreate } from './products/productCreate.tsx';
import { ProductEdit } from './products/productEdit.tsx';
import { ProductList } from './products/productList.tsx';
import { PendingReviews } from './reviews/pendingReviews.tsx';
import { ShippingSettings } from './settings/shippingSettings.tsx';
import { ShopSettings } from './settings/shopSettings.tsx';
import { TaxSettings } from './settings/taxSettings.tsx';
import { darkTheme, lightTheme } from './theme.ts';
import { WebhookList } from './webhooks/webhookList.tsx';
import { WebhookCreate, WebhookEdit } from './webhooks/webhookPages.tsx';

/** Made once: a new component at each rendering would lose what its form holds. */
const pages = {
  customers: { list: guarded('customers', CustomerList), show: guarded('customers', CustomerPage) },
  discounts: {
    list: guarded('discounts', DiscountList),
    create: guarded('discounts', DiscountCreate),
    edit: guarded('discounts', DiscountEdit),
  },
  categories: { list: guarded('categories', PictureList) },
  banners: { list: guarded('banners', PictureList) },
  webhooks: {
    list: guarded('webhooks', WebhookList),
    create: guarded('webhooks', WebhookCreate),
    edit: guarded('webhooks', WebhookEdit),
  },
};
const ShopPage = guarded('settings', ShopSettings);
const ShippingPage = guarded('settings', ShippingSettings);
const TaxPage = guarded('settings', TaxSettings);

/** The staff console. Pages that a person may not use are not in the menu: `authProvider.ts`. */
export const App = () => (
  <BrowserRouter basename="/console">
    <Admin
      authProvider={authProvider}
      dataProvider={dataProvider}
      i18nProvider={i18nProvider}
      dashboard={FirstPage}
      layout={ConsoleLayout}
      loginPage={LoginPage}
      theme={lightTheme}
      darkTheme={darkTheme}
      disableTelemetry
      requireAuth
    >
      <Resource name="orders" list={OrderList} show={OrderPage} icon={ShoppingCart} />
      <Resource name="products" list={ProductList} create={ProductCreate} edit={ProductEdit} icon={Inventory2} />
      <Resource name="customers" {...pages.customers} icon={People} />
      <Resource name="discounts" {...pages.discounts} icon={LocalOffer} />
      <Resource name="categories" {...pages.categories} icon={Category} />
      <Resource name="banners" {...pages.banners} icon={ViewCarousel} />
      <Resource name="webhooks" {...pages.webhooks} icon={Send} />
      <CustomRoutes>
        <Route path="/approvals" element={<PendingProducts />} />
        <Route path="/reviews" element={<PendingReviews />} />
        <Route path="/imports" element={<ImportPage />} />
        <Route path="/low-stock" element={<LowStock />} />
        <Route path="/settings" element={<Navigate to="/settings/shop" replace />} />
        <Route path="/settings/shop" element={<ShopPage />} />
        <Route path="/settings/shipping" element={<ShippingPage />} />
        <Route path="/settings/taxes" element={<TaxPage />} />
      </CustomRoutes>
    </Admin>
  </BrowserRouter>
);
