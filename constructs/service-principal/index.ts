export * from './assignment-condition';
export * from './deployer-rights';
export * from './service-principal';
