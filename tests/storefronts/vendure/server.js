// A Vendure server for the tests: PostgreSQL, payments that always succeed, no mail, no assets, no pages.
// `node server.js populate` creates the schema and the least data a checkout needs; `node server.js` serves.
// The port and the database come from the environment; nothing else is read from there.
const { bootstrap, dummyPaymentHandler, DefaultLogger, LogLevel } = require('@vendure/core');
const { populate } = require('@vendure/core/cli');

const config = {
  apiOptions: {
    hostname: '127.0.0.1',
    port: Number(process.env.VENDURE_PORT || 0),
    adminApiPath: 'admin-api',
    shopApiPath: 'shop-api',
  },
  authOptions: {
    tokenMethod: ['bearer', 'api-key'],
    superadminCredentials: { identifier: 'superadmin', password: 'superadmin' },
    requireVerification: false,
  },
  dbConnectionOptions: {
    type: 'postgres',
    host: process.env.VENDURE_DATABASE_HOST, // a folder with a socket
    username: 'postgres',
    database: process.env.VENDURE_DATABASE,
    synchronize: true,
    logging: false,
  },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  logger: new DefaultLogger({ level: LogLevel.Warn }),
};

const data = {
  defaultLanguage: 'en',
  defaultZone: 'World',
  countries: [{ code: 'US', name: 'United States', zone: 'World' }],
  taxRates: [{ name: 'Standard', percentage: 20 }],
  shippingMethods: [{ name: 'Parcel', price: 500 }],
  paymentMethods: [
    {
      name: 'Always succeeds',
      handler: { code: 'dummy-payment-handler', arguments: [{ name: 'automaticSettle', value: 'true' }] },
    },
  ],
  collections: [],
};

async function main() {
  if (process.argv[2] === 'populate') {
    await (await populate(() => bootstrap(config), data)).close();
    process.exit(0);
  }
  await bootstrap(config);
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
