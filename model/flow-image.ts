import { type Connection, type Environment, type Flow } from './environment';

/** True where a flow is served from an image of its own, built in the environment's registry. */
export function needsImage({ serving }: Pick<Environment, 'serving'>, { targets }: Pick<Flow, 'targets'>): boolean {
  if (targets.length === 0) return false;
  return serving.image === 'build' || targets.some(({ target }) => target === 'app-service');
}

/** True where a flow that the environment serves has no image of its own. */
export function sharesEnvironment(environment: Pick<Environment, 'serving' | 'flows'>): boolean {
  return environment.flows.some((flow) => flow.targets.length > 0 && !needsImage(environment, flow));
}

/** Name of the Azure ML environment that refers to a flow's own image. */
export function imageEnvironment({ serving }: Pick<Environment, 'serving'>, { name }: Pick<Flow, 'name'>): string {
  return `${serving.asset}-${name}`;
}

/** A secret of a connection, as a flow's own image takes it. */
export interface ContainerSecret {
  /** Environment variable of the container. */
  readonly variable: string;
  /** `key`, or the key of a custom connection's secret. */
  readonly field: string;
}

/** The environment variables that the container of a flow's own image needs for a connection; none with Entra. */
export function containerSecrets({ name, type, auth }: Pick<Connection, 'name' | 'type' | 'auth'>): ContainerSecret[] {
  if (auth === 'entra') return [];
  return Object.keys(auth).map((field) => {
    const packaged = type === 'custom' ? field : 'api_key';
    // As the engine names the variable of a connection's field.
    return { field, variable: `${name}_${packaged}`.replaceAll(/[\s-]/g, '_').toUpperCase() };
  });
}
