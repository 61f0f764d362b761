/** The tests that the gate runs beside `npm test`: whole packages, image builds, notebooks. */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['**/*.slow.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
