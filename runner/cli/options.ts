import { type Command, Option } from '@commander-js/extra-typings';

export const project = new Option('--project <folder>', 'folder that holds flows-config/').default('.', 'this folder');
export const env = new Option('--env <name>', 'environment of flows-config/environments.yaml').makeOptionMandatory();
export const sandbox = new Option('--sandbox', 'work in the emulated Azure on this machine').default(false);
export const json = new Option('--json', 'print JSON for programs').default(false);
export const yes = new Option('--yes', 'apply plans without asking').default(false);

// Options of the commands that load a flow on this machine: runner/flow-options.ts reads them.
export const connections = new Option(
  '--connections <file...>',
  'files that define connections, or node.connection=name; may be repeated',
);
export const envFile = new Option('--env-file <file>', '.env file with variables for tools and connections as JSON');
export const envVar = new Option('--env-var <key=value...>', 'environment variable for tools; may be repeated');
export const variant = new Option('--variant <choice...>', 'variant of a node, as ${node.variant}; may be repeated');
export const init = new Option('--init <key=value...>', "for a flex flow's class, or a JSON file; may be repeated");
export const connectionsOfEnv = new Option('--env <name>', "use this environment's connections as well");

/** A command about an environment of the project. */
export function environmentCommand(program: Command, name: string, description: string) {
  return program
    .command(name)
    .description(description)
    .addOption(env)
    .addOption(sandbox)
    .addOption(json)
    .addOption(project);
}
