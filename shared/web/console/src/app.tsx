import Category from '@mui/icons-material/Category';
import Inventory2 from '@mui/icons-material/Inventory2';
import LocalOffer from '@mui/icons-material/LocalOffer';
import People from '@mui/icons-material/People';
import ShoppingCart from '@mui/icons-material/ShoppingCart';
import ViewCarousel from '@mui/icons-material/ViewCarousel';
import { Admin, CustomRoutes, Resource } from 'react-admin';
import { BrowserRouter, Navigate, Route } from 'react-router-dom';
import { authProvider } from './authProvider.ts';
import { CustomerList } from './customers/customerList.tsx';
import { CustomerPage } from './customers/customerPage.tsx';
import { dataProvider } from './dataProvider.ts';
import { DiscountList } from './discounts/discountList.tsx';
import { DiscountCreate, DiscountEdit } from './discounts/discountPages.tsx';
import { FirstPage } from './firstPage/firstPage.tsx';
import { i18nProvider } from './i18nProvider.ts';
import { ConsoleLayout } from './layout.tsx';
import { LoginPage } from './loginPage.tsx';
import { OrderList } from './orders/orderList.tsx';
import { OrderPage } from './orders/orderPage.tsx';
import { PictureList } from './pictures/pictureList.tsx';
import { LowStock } from './products/lowStock.tsx';
import { PendingProducts } from './products/pendingProducts.tsx';
import { ProductCreate } from './products/productCreate.tsx';
import { ProductEdit } from './products/productEdit.tsx';
import { ProductList } from './products/productList.tsx';
import { ShippingSettings } from './settings/shippingSettings.tsx';
import { ShopSettings } from './settings/shopSettings.tsx';
import { TaxSettings } from './settings/taxSettings.tsx';
import { darkTheme, lightTheme } from './theme.ts';

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
      <Resource name="customers" list={CustomerList} show={CustomerPage} icon={People} />
      <Resource name="discounts" list={DiscountList} create={DiscountCreate} edit={DiscountEdit} icon={LocalOffer} />
      <Resource name="categories" list={PictureList} icon={Category} />
      <Resource name="banners" list={PictureList} icon={ViewCarousel} />
      <CustomRoutes>
        <Route path="/approvals" element={<PendingProducts />} />
        <Route path="/low-stock" element={<LowStock />} />
        <Route path="/settings" element={<Navigate to="/settings/shop" replace />} />
        <Route path="/settings/shop" element={<ShopSettings />} />
        <Route path="/settings/shipping" element={<ShippingSettings />} />
        <Route path="/settings/taxes" element={<TaxSettings />} />
      </CustomRoutes>
    </Admin>
  </BrowserRouter>
);
