export * from './alert-receivers';
export { type AutoscaleSchedule, type Weekday } from './autoscale-schedule';
export * from './budget';
export * from './dashboard';
export * from './deployment-autoscale';
export * from './endpoint-alerts';
export * from './lock';
