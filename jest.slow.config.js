/** The tests that the gate runs beside `npm test`: whole lifecycles, browsers, packages, notebooks, drawn environments. */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['**/*.slow.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
