import { type FastifyPluginAsync, type FastifyRequest } from 'fastify';
import { type Tokens } from '../tokens';

/** How processes that use a sandbox speak with the one that hosts it. */
export interface HostControl {
  readonly directory: string;
  /** Starts the Terraform providers unless they run; answers the value of TF_REATTACH_PROVIDERS. */
  startTerraform(): Promise<string>;
  /** Adds files with rules of the simulated model. */
  addSimulation(files: readonly string[]): void;
}

/** Who answers at a sandbox's endpoint. */
export interface HostHealth {
  readonly status: 'Healthy';
  readonly pid: number;
  readonly directory: string;
}

/** What a client asks the host to have running. */
export interface AttachRequest {
  readonly terraform: boolean;
  readonly simulation: readonly string[];
}

/** What the client needs to know of it. */
export interface AttachAnswer {
  readonly reattach?: string;
}

/** Paths of the control service. */
export const controlPaths = { health: '/host/health', attach: '/host/attach' } as const;

/** The control service of a host. Everything but its health asks for a token of the sandbox. */
export function controlService(control: HostControl, tokens: Tokens): FastifyPluginAsync {
  return async (app) => {
    app.get(controlPaths.health, (): HostHealth => {
      return { status: 'Healthy', pid: process.pid, directory: control.directory };
    });
    app.post(controlPaths.attach, async (request: FastifyRequest<{ Body: AttachRequest }>, reply) => {
      if (tokens.principalOf(request) === undefined) {
        return reply
          .status(401)
          .send({ error: { code: 'AuthenticationFailed', message: 'A token of this sandbox is needed.' } });
      }
      const { terraform, simulation } = request.body;
      control.addSimulation(simulation);
      const answer: AttachAnswer = terraform ? { reattach: await control.startTerraform() } : {};
      return answer;
    });
    return Promise.resolve();
  };
}
